package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mind.compiler.check.builtins.Builtin;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
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
    assertThat(Builtins.DEBUGGING).allSatisfy(name -> assertThat(text).contains("`" + name + "("));
  }

  @Test
  void theReferencesListEveryCode() throws IOException {
    String language = Files.readString(REFERENCE);
    String ir = Files.readString(Path.of("../docs/ir.md"));
    for (Code code : Code.values()) {
      assertThat(code.id().startsWith("E4") ? ir : language).contains(code.id());
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

  @Test
  void theConvolutionalNetworkLearns() throws IOException {
    String text = Files.readString(Path.of("../examples/cnn.mind"));
    Function init = Programs.compile(text, "init", Map.of());
    Function step = Programs.compile(text, "step", Map.of("n", 4L));
    Function eval = Programs.compile(text, "eval", Map.of("n", 4L));
    Tensor key = Tensor.ofDoubles(Type.scalar(DType.I64), 1);
    List<Tensor> parameters = Interpreter.run(init, List.of(key));
    Tensor x = Tensor.of(Type.of(DType.F32, 4, 64), i -> DType.F32.bits(i * 37 % 16 / 16.0));
    Tensor y = Tensor.ofDoubles(Type.of(DType.I32, 4), 3, 1, 4, 1);
    Tensor rate = Tensor.ofDoubles(Type.scalar(DType.F32), 0.05);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 4; i++) {
      List<Tensor> inputs = new ArrayList<>(parameters);
      inputs.addAll(List.of(x, y, rate));
      List<Tensor> outputs = Interpreter.run(step, inputs);
      parameters = outputs.subList(0, 6);
      last = outputs.get(6).value(0);
      first = i == 0 ? last : first;
    }
    assertThat(last).isLessThan(first);
    List<Tensor> inputs = new ArrayList<>(parameters);
    inputs.addAll(List.of(x, y));
    assertThat(Interpreter.run(eval, inputs).getFirst().value(0)).isBetween(0.0, 1.0);
  }

  private static void check(String name, String text) {
    Source source = Source.of(text);
    Checked checked = Frontend.check(source);
    assertThat(Renderer.render(checked.diagnostics(), name, source, false)).isEmpty();
  }
}
