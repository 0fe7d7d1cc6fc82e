package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

/** A program's names keep their meaning however many there are. */
final class ManyNamesTest {
  @Test
  void eachIsFoundAgain() {
    for (int count = 1; count <= 70; count++) {
      StringBuilder program = new StringBuilder("let n0 = 1.0;\n");
      for (int i = 1; i < count; i++) {
        program.append("let n%d = n%d + n0;\n".formatted(i, i - 1));
      }
      program.append("n").append(count - 1).append('\n');
      assertThat(Frontend.check(Source.of(program.toString())).diagnostics())
          .as("a program of %d names", count)
          .isEmpty();
    }
  }
}
