package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {
  private static final String UGLY = "let  a=1 ; // one\n\n\na+ 1";
  private static final String NEAT = "let a = 1; // one\n\na + 1\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void formatsFilesInPlace() throws IOException {
    Path ugly = Files.writeString(folder.resolve("ugly.mind"), UGLY);
    Path neat = Files.writeString(folder.resolve("neat.mind"), NEAT);
    Ran ran = Ran.mind("fmt", ugly.toString(), neat.toString()).exits(ExitCode.OK);
    assertThat(ran.out() + ran.err()).isEmpty();
    assertThat(ugly).hasContent(NEAT);
    assertThat(neat).hasContent(NEAT);
  }

  @Test
  void formatsStandardInput() {
    Ran ran = Ran.withInput(UGLY, "fmt", "-").exits(ExitCode.OK);
    assertThat(ran.out()).isEqualTo(NEAT);
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void checkListsWhatWouldChange() throws IOException {
    Path ugly = Files.writeString(folder.resolve("ugly.mind"), UGLY);
    Path neat = Files.writeString(folder.resolve("neat.mind"), NEAT);
    Ran ran = Ran.mind("fmt", "--check", ugly.toString(), neat.toString());
    assertThat(ran.exits(ExitCode.DIAGNOSTICS).out()).isEqualTo(ugly + System.lineSeparator());
    assertThat(ugly).hasContent(UGLY);
    assertThat(Ran.mind("fmt", "--check", neat.toString()).exits(ExitCode.OK).out()).isEmpty();
  }

  @Test
  void aProgramWithSyntaxErrorsIsLeftAlone() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.mind"), "let  a = ;\n");
    Ran ran = Ran.mind("fmt", broken.toString()).exits(ExitCode.DIAGNOSTICS);
    assertThat(ran.err()).contains("error[E1001]", "broken.mind:1:10");
    assertThat(ran.out()).isEmpty();
    assertThat(broken).hasContent("let  a = ;\n");
    Ran input = Ran.withInput("let  a = ;\n", "fmt", "-").exits(ExitCode.DIAGNOSTICS);
    assertThat(input.out()).isEmpty();
  }

  @Test
  void wrongUsageIsSaidInALine() {
    assertThat(Ran.mind("fmt", "no/such.mind").exits(ExitCode.USAGE).err())
        .isEqualTo("mind: no such file: no/such.mind\n");
    assertThat(Ran.mind("fmt").exits(ExitCode.USAGE).err()).contains("FILE");
  }
}
