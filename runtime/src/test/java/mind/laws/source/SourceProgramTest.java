package mind.laws.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.format.Formatter;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.source.Source;
import mind.laws.Native;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * What must hold of every sound program. Failing programs are shrunk by shrinking their choices.
 */
class SourceProgramTest {
  @Provide
  Arbitrary<SourceProgram> programs() {
    return Arbitraries.integers()
        .between(0, 9_999)
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMinSize(20)
        .ofMaxSize(300)
        .withSizeDistribution(RandomDistribution.uniform())
        .map(ProgramMaker::of);
  }

  private static Checked compile(SourceProgram program) {
    return Frontend.compile(Source.of(program.text()), "main", program.dims());
  }

  private static String errors(SourceProgram program, Checked checked) {
    return Renderer.render(checked.diagnostics(), "p", Source.of(program.text()), false);
  }

  /** With dimensions as names, and with sizes for them. */
  @Property(tries = 1_000, seed = "4", edgeCases = EdgeCasesMode.NONE)
  void theCheckAcceptsWhatCompiles(@ForAll("programs") SourceProgram program) {
    Checked checked = Frontend.check(Source.of(program.text()));
    assertThat(errors(program, checked)).isEmpty();
    assertThat(errors(program, compile(program))).isEmpty();
  }

  @Property(tries = 300, seed = "6", edgeCases = EdgeCasesMode.NONE)
  void formattingKeepsTheMeaning(@ForAll("programs") SourceProgram program) {
    Formatter.Formatted once = Formatter.format(Source.of(program.text()));
    assertThat(once.diagnostics()).isEmpty();
    assertThat(Formatter.format(once.source()).source().bytes()).isEqualTo(once.source().bytes());
    assertThat(Frontend.compile(once.source(), "main", program.dims()).function())
        .isEqualTo(compile(program).function());
  }

  @Property(tries = 60, seed = "5", edgeCases = EdgeCasesMode.NONE)
  void nativeCodeComputesTheSameBits(@ForAll("programs") SourceProgram program) {
    sameBits(program);
  }

  @Tag("long")
  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
  void nativeCodeComputesTheSameBitsForLong(@ForAll("programs") SourceProgram program) {
    sameBits(program);
  }

  /** Each construct occurs in some of a hundred programs; none of them is left out by a mistake. */
  @Example
  void everyConstructOccurs() {
    Random random = new Random(1);
    StringBuilder all = new StringBuilder();
    RandomGenerator<SourceProgram> generator = programs().generator(1_000);
    for (int i = 0; i < 400; i++) {
      all.append(generator.next(random).value().text());
    }
    assertThat(all)
        .contains(
            "fn h", "fn g", "struct S", "export fn", "return ", "for i", "if ", "else if", "on(")
        .contains(
            "grad(|", "value_and_grad(|", "wrt=0", "let mut ", "+= ", " as ", " @ ", " ** ", "|p")
        .contains("Tensor<f32", "Tensor[f32", "tensor<f32", "diff ", ": Row", "n as f32", "k=2.0")
        .contains("[None]", "::2", "[1:-1]", ".w", ").0", ", _) =", "where(", "take(", "stack(")
        .contains("conv2d(", "einsum(", "attention(", "max_pool2d(", "layer_norm(", "dropout(")
        .contains("cross_entropy(", "argmax(", "cumsum(", "t.relu(", "tensor::", " r(", "randn(");
  }

  /** A failing program is shown to people as small as it can be. */
  @Example
  void programsShrink() {
    Predicate<SourceProgram> fails = program -> program.text().contains("grad(");
    Random random = new Random(2);
    RandomGenerator<SourceProgram> generator = programs().generator(1_000);
    Shrinkable<SourceProgram> failing = generator.next(random);
    while (failing.value().text().length() < 1_000 || !fails.test(failing.value())) {
      failing = generator.next(random);
    }
    for (int step = 0; step < 2_000; step++) {
      Optional<Shrinkable<SourceProgram>> smaller =
          failing.shrink().filter(candidate -> fails.test(candidate.value())).findFirst();
      if (smaller.isEmpty()) {
        break;
      }
      failing = smaller.get();
    }
    assertThat(failing.value().text()).contains("grad(").hasSizeLessThan(500);
  }

  private static void sameBits(SourceProgram program) {
    Function function = compile(program).function().orElseThrow();
    SplittableRandom random = new SplittableRandom(program.text().hashCode());
    List<Tensor> given = new ArrayList<>();
    int inputs = function.inputs().size() - (function.seeded() ? 1 : 0);
    for (Type type : function.inputTypes().subList(0, inputs)) {
      given.add(Tensor.of(type, i -> value(type.dtype(), random)));
    }
    List<Tensor> all = new ArrayList<>(given);
    if (function.seeded()) {
      all.add(Tensor.of(Type.scalar(DType.I64), i -> 0));
    }
    try (Native code = Native.of(function)) {
      assertThat(code.run(given, 1)).isEqualTo(Interpreter.run(function, all));
    }
  }

  private static long value(DType dtype, SplittableRandom random) {
    return switch (dtype) {
      case BOOL -> random.nextInt(2);
      case I32, I64 -> random.nextInt(-5, 6);
      case F32, F64 -> dtype.bits(random.nextDouble(-2, 2));
    };
  }
}
