package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.Lowered;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Signature;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Conv2d;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.optimise.Optimiser;
import mind.laws.JudgedCases.Scale;
import org.junit.jupiter.api.Test;

/** Writes what tools/test.d/25-stablehlo.sh lets another compiler judge. */
class StableHloTest {
  private static final Path FOLDER = Path.of("target", "stablehlo");
  private static final int RANDOM_PROGRAMS = 60;

  /** The seed of a program with a derivative that is 0, of which rounding alone is left. */
  private static final int ROUNDED_AWAY = 36;

  @Test
  void writesCasesForTheJudge() throws IOException {
    JudgedCases cases = new JudgedCases(FOLDER);
    for (Sample sample : Samples.all()) {
      operation(cases, sample);
    }
    int operations = cases.size();
    try (Compiler compiler = new Compiler();
        var files = Files.list(Path.of("..", "examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mind")).sorted().toList()) {
        for (Signature entry : compiler.check(Files.readString(file)).entries()) {
          program(cases, file.getFileName().toString(), compiler, Files.readString(file), entry);
        }
      }
    }
    for (int seed = 0; seed < RANDOM_PROGRAMS; seed++) {
      random(cases, seed);
    }
    assertThat(operations).isGreaterThan(Samples.all().size());
    assertThat(cases.size()).isGreaterThan(operations);
    cases.write();
  }

  private static void operation(JudgedCases cases, Sample sample) throws IOException {
    var attributes = sample.op().attributes();
    String name =
        String.join(" ", sample.op().name(), attributes.kind(), attributes.values().toString())
            + " on "
            + sample.operands();
    Type type = sample.function().outputTypes().getFirst();
    List<List<Tensor>> runs = new ArrayList<>(List.of(sample.smooth(1)));
    for (long seed = 2; seed < (sample.operands().isEmpty() ? 2 : 6); seed++) {
      runs.add(judged(sample, sample.wild(seed)));
    }
    if (sample.op().mayFail()) {
      runs.add(outOfRange(sample, sample.smooth(6)));
    }
    cases.add(
        name,
        sample.function(),
        sample.op().pointwise() ? Scale.ELEMENT : Scale.TENSOR,
        values -> List.of(sample.op().evaluate(type, values.toArray(Tensor[]::new))),
        runs);
    if (sample.differentiable()) {
      Function gradient = Autodiff.gradient(sample.weighted(), sample.floats(), true);
      cases.add(
          "gradient of " + name,
          gradient,
          Scale.TENSOR,
          values -> Interpreter.run(gradient, values),
          List.of(sample.smooth(1), sample.smooth(2)));
    }
  }

  /**
   * Operand values that the judge is asked about. These are what it is not asked, and why:
   *
   * <ul>
   *   <li>subnormal numbers: XLA takes them for zeros;
   *   <li>numbers near the largest where elements are added up: sums of another order overflow
   *       elsewhere;
   *   <li>infinities and NaN in a convolution: XLA leaves taps on padding out or fills groups with
   *       zeros, and 0 times infinity is a NaN;
   *   <li>f64 sines and cosines from 2^40 on: ours take x for 0 (numerics rule 4).
   * </ul>
   */
  private static List<Tensor> judged(Sample sample, List<Tensor> values) {
    boolean circular =
        sample.op().equals(new Unary(Unary.Kind.SIN))
            || sample.op().equals(new Unary(Unary.Kind.COS));
    boolean finite = sample.op() instanceof Conv2d;
    double most = !sample.op().pointwise() ? 1e30 : circular ? 0x1p40 : Double.POSITIVE_INFINITY;
    return values.stream()
        .map(t -> t.type().dtype().isFloat() ? judged(t, most, finite) : t)
        .toList();
  }

  private static Tensor judged(Tensor t, double most, boolean finite) {
    DType dtype = t.type().dtype();
    double least = dtype == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return Tensor.of(
        t.type(),
        i -> {
          double x = t.value(i);
          if (!Double.isFinite(x)) {
            return finite ? dtype.bits(1) : t.bits(i);
          }
          double size = Math.abs(x);
          return size < least
              ? dtype.bits(Math.copySign(0, x))
              : size > most ? dtype.bits(Math.copySign(1, x)) : t.bits(i);
        });
  }

  /** Some indices below and some above those there are. */
  private static List<Tensor> outOfRange(Sample sample, List<Tensor> values) {
    List<Tensor> changed = new ArrayList<>(values);
    Tensor indices = values.get(1);
    changed.set(
        1,
        Tensor.of(
            indices.type(),
            i -> i % 3 == 0 ? -1 - i : i % 3 == 1 ? sample.limit() + i : indices.bits(i)));
    return changed;
  }

  private static void program(
      JudgedCases cases, String file, Compiler compiler, String source, Signature entry)
      throws IOException {
    Map<String, Long> dims = new TreeMap<>();
    entry.dims().forEach(dim -> dims.put(dim, 3L + dims.size()));
    CompileOptions options =
        new CompileOptions(
            entry.name(), dims, Optional.empty(), List.of(), Compiler.defaultTarget(), "strict");
    Lowered lowered = compiler.lower(source, options);
    assertThat(lowered.diagnostics()).as("%s, %s", file, entry.name()).isEmpty();
    Function f = silent(lowered.program().orElseThrow().canonical());
    String name = file + ", " + entry.name() + " " + dims;
    List<List<Tensor>> runs = List.of(inputs(f, 1), inputs(f, 2));
    cases.add(name, f, Scale.TENSOR, values -> Interpreter.run(f, values), runs);
    int[] floats =
        IntStream.range(0, entry.inputs().size())
            .filter(i -> f.type(i).dtype().isFloat())
            .toArray();
    List<Type> outputs = f.outputTypes();
    if (floats.length > 0
        && outputs.size() == 1
        && outputs.getFirst().rank() == 0
        && outputs.getFirst().dtype().isFloat()) {
      Function gradient = Optimiser.run(Autodiff.gradient(f, floats, true));
      cases.add(
          "gradient of " + name,
          gradient,
          Scale.TENSOR,
          values -> Interpreter.run(gradient, values),
          runs);
    }
  }

  /** A random program and its gradient. */
  private static void random(JudgedCases cases, int seed) throws IOException {
    Function f = RandomPrograms.make(seed);
    List<List<Tensor>> runs = List.of(RandomPrograms.inputs(f).smooth(seed));
    cases.add(
        "random program " + seed, f, Scale.TENSOR, values -> Interpreter.run(f, values), runs);
    if (seed == ROUNDED_AWAY) {
      return;
    }
    Function gradient = ProgramTest.gradient(f);
    cases.add(
        "gradient of random program " + seed,
        gradient,
        Scale.TENSOR,
        values -> Interpreter.run(gradient, values),
        runs);
  }

  /** Without what it prints and asserts, which StableHLO has not. */
  private static Function silent(Function f) {
    return new Function(f.name(), f.inputs(), f.code(), f.outputs(), List.of(), f.seeded());
  }

  private static List<Tensor> inputs(Function f, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return f.inputTypes().stream()
        .map(type ->
            Tensor.of(
                type,
                i ->
                    type.dtype().isFloat()
                        ? type.dtype().bits(random.nextDouble(-1, 1))
                        : random.nextLong(type.dtype() == DType.BOOL ? 2 : 3)))
        .toList();
  }
}
