package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.source.Source;

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
    Function function = compile(text);
    List<Tensor> inputs =
        function.seeded() ? List.of(Tensor.ofDoubles(Type.scalar(DType.I64), 0)) : List.of();
    return Interpreter.run(function, inputs);
  }

  static double[] values(Tensor tensor) {
    double[] values = new double[(int) tensor.type().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.value(i);
    }
    return values;
  }
}
