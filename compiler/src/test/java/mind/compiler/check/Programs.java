package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.source.Source;
import mind.text.Printout;

/** Programs for tests: compiled, and run by the interpreter. */
final class Programs {
  private Programs() {}

  static Function compile(String text, String entry, Map<String, Long> dims) {
    Source source = Source.of(text);
    Checked checked = Frontend.compile(source, entry, dims);
    assertThat(Renderer.render(checked.diagnostics(), "test", source, false)).isEmpty();
    return checked.function().orElseThrow();
  }

  static Function compile(String text) {
    return compile(text, "", Map.of());
  }

  /** The outputs of a script. */
  static List<Tensor> run(String text) {
    return run(text, new Printout());
  }

  private static List<Tensor> run(String text, Printout printout) {
    Function function = compile(text);
    List<Tensor> inputs =
        function.seeded() ? List.of(Tensor.ofDoubles(Type.scalar(DType.I64), 0)) : List.of();
    return Interpreter.run(function, inputs, printout);
  }

  /** What a script prints. */
  static List<String> printed(String text) {
    Printout printout = new Printout();
    run(text, printout);
    return printout.texts();
  }

  static double[] values(Tensor tensor) {
    double[] values = new double[(int) tensor.type().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.value(i);
    }
    return values;
  }

  /** Holds results to {@code f32[2] 1 2; i64[] 3}: type and values of each. */
  static void assertGives(List<Tensor> results, String wanted) {
    String[] expected = wanted.split(";");
    assertThat(results).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      String[] words = expected[i].trim().split("\\s+");
      assertThat(results.get(i).type()).hasToString(words[0]);
      double[] found = values(results.get(i));
      assertThat(found).hasSize(words.length - 1);
      for (int k = 0; k < found.length; k++) {
        compare(found[k], Double.parseDouble(words[k + 1]));
      }
    }
  }

  private static void compare(double found, double wanted) {
    if (Double.isNaN(wanted) || Double.isInfinite(wanted) || wanted == 0) {
      assertThat(Double.valueOf(found)).isEqualTo(Double.valueOf(wanted)); // -0 is not 0
    } else {
      assertThat(found).isCloseTo(wanted, within(Math.abs(wanted) * 2e-6));
    }
  }
}
