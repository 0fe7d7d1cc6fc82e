package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mind.compiler.check.builtins.Builtin;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference and the examples say what the compiler does. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/language.md");

  @Test
  void theReferenceListsEveryBuiltinAsItIsCalled() throws IOException {
    String text = Files.readString(REFERENCE);
    assertThat(Builtins.all())
        .extracting(Builtin::signature)
        .allSatisfy(signature -> assertThat(text).contains("`" + signature + "`"));
    assertThat(Builtins.UNSUPPORTED)
        .filteredOn(name -> !name.contains("pool2d"))
        .allSatisfy(name -> assertThat(text).contains(name));
  }

  @Test
  void theReferenceListsEveryCode() throws IOException {
    String text = Files.readString(REFERENCE);
    for (Code code : Code.values()) {
      assertThat(text).contains(code.id());
    }
  }

  @Test
  void theProgramsInTheReferenceCheck() throws IOException {
    Matcher programs =
        Pattern.compile("```mind\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(REFERENCE));
    int count = 0;
    while (programs.find()) {
      check("docs/language.md", programs.group(1));
      count++;
    }
    assertThat(count).isPositive();
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      return files.filter(f -> f.toString().endsWith(".mind")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesCheckAndRun(Path file) throws IOException {
    String text = Files.readString(file);
    check(file.toString(), text);
    Checked main = Frontend.compile(Source.of(text), "main", Map.of());
    if (main.function().isPresent() && main.function().get().inputs().isEmpty()) {
      assertThat(Programs.run(text))
          .allSatisfy(t -> assertThat(Programs.values(t)).doesNotContain(Double.NaN));
    }
  }

  private static void check(String name, String text) {
    Source source = Source.of(text);
    Checked checked = Frontend.check(source);
    assertThat(Renderer.render(checked.diagnostics(), name, source, false)).isEmpty();
  }
}
