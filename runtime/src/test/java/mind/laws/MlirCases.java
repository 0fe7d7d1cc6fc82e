package mind.laws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.Lowered;
import mind.compiler.artifact.KernelObjects;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Signature;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.DType;
import mind.compiler.mlir.MlirPrinter;
import mind.v1.Manifest;

/**
 * What {@code tools/test.d/26-mlir.sh} gives to MLIR's own tools: every sample of every operation,
 * gradients of those with one, random programs, and every function of every example with its
 * gradient. {@code verify.mlir} has their texts as they are; modules {@code run-N.mlir} call them
 * and have to write the bytes of {@code run-N.expected}.
 */
final class MlirCases {
  private static final int MODULE_SIZE = 400_000;
  private static final int RANDOM_PROGRAMS = 60;

  /** A sum of so many points has three levels of blocks. */
  private static final String LARGE_SUM =
      """
      fn @large() -> (result: f32[]) {
        %0 = const iota dim=0 : f32[1100000]
        %1 = unary sin %0 : f32[1100000]
        %2 = reduce sum %1 axes=[0] : f32[]
        return %2
      }
      """;

  /** What every named dimension of the examples is. */
  private static final long DIMENSION = 4;

  /** Integer inputs of examples are indices and stay below it. */
  private static final int INDEX_LIMIT = 2;

  private final Path folder;
  private final StringBuilder verify = new StringBuilder();
  private MlirModule module = new MlirModule();
  private int modules;
  private int verified;
  private int run;

  private MlirCases(Path folder) {
    this.folder = folder;
  }

  /** Arguments: the folder to write to, and the folder of the examples. */
  public static void main(String[] arguments) throws IOException {
    MlirCases cases = new MlirCases(Path.of(arguments[0]));
    for (Sample sample : Samples.all()) {
      cases.add(sample.toString(), sample.function(), sample.smooth(2), sample.wild(3));
    }
    for (Sample sample : LawTest.differentiable().toList()) {
      cases.add("gradient of " + sample, gradient(sample), sample.smooth(5));
    }
    for (int seed = 0; seed < RANDOM_PROGRAMS; seed++) {
      Function f = RandomPrograms.make(seed);
      cases.add("random program " + seed, f, RandomPrograms.inputs(f).wild(seed));
    }
    cases.add("large sum", IrParser.parse(LARGE_SUM), List.of());
    cases.examples(Path.of(arguments[1]));
    cases.endModule();
    Files.writeString(cases.folder.resolve("verify.mlir"), cases.verify);
    System.out.println(cases.verified + " functions to verify, " + cases.run + " cases to run");
  }

  private static Function gradient(Sample sample) {
    int[] floats =
        IntStream.range(0, sample.operands().size())
            .filter(i -> sample.operands().get(i).dtype() == DType.F64)
            .toArray();
    return Autodiff.gradient(sample.weighted(), floats, true);
  }

  @SafeVarargs
  private final void add(String what, Function f, List<Tensor>... inputs) throws IOException {
    add(what, f, MlirPrinter.print(f), inputs);
  }

  @SafeVarargs
  private final void add(String what, Function f, String text, List<Tensor>... inputs)
      throws IOException {
    verify.append(text).append("// -----\n"); // where mlir-opt splits its input
    verified++;
    for (List<Tensor> values : inputs) {
      module.add(what, f, values);
      run++;
    }
    if (module.size() >= MODULE_SIZE) {
      endModule();
    }
  }

  private void endModule() throws IOException {
    module.write(folder, "run-%02d".formatted(modules++));
    module = new MlirModule();
  }

  private void examples(Path examples) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.list(examples)) {
      sources = files.filter(f -> f.toString().endsWith(".mind")).sorted().toList();
    }
    try (Compiler compiler = new Compiler()) {
      for (Path file : sources) {
        String source = Files.readString(file);
        for (Signature entry : compiler.check(source).entries()) {
          String name = file.getFileName() + " " + entry.name();
          Lowered.Program plain = lower(compiler, source, entry, Optional.empty()).orElseThrow();
          example(compiler, name, plain, "ir", "mlir");
          Optional<Lowered.Program> gradient =
              lower(compiler, source, entry, Optional.of(List.of()));
          if (gradient.isPresent()) { // there is none of what is no float scalar
            example(compiler, "gradient of " + name, gradient.get(), "grad-ir", "grad-mlir");
          }
        }
      }
    }
  }

  private static Optional<Lowered.Program> lower(
      Compiler compiler, String source, Signature entry, Optional<List<String>> gradient) {
    return compiler.lower(source, options(entry, gradient)).program();
  }

  private static CompileOptions options(Signature entry, Optional<List<String>> gradient) {
    Map<String, Long> dims =
        entry.dims().stream().collect(Collectors.toMap(dim -> dim, dim -> DIMENSION));
    return new CompileOptions(
        entry.name(), dims, gradient, List.of(), Compiler.defaultTarget(), CompileOptions.STRICT);
  }

  private void example(
      Compiler compiler, String what, Lowered.Program program, String ir, String mlir)
      throws IOException {
    Map<String, String> texts =
        compiler
            .emit(
                program,
                options(program.signature(), program.gradient().map(wrt -> List.of())),
                Set.of(ir, mlir),
                Manifest.getDefaultInstance(),
                KernelObjects.none())
            .entrySet()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> new String(e.getValue(), UTF_8)));
    Function f = IrParser.parse(texts.getOrDefault(ir, ""));
    Sample inputs = new Sample(f.instruction(0).op(), INDEX_LIMIT, f.inputTypes());
    add(what, f, texts.getOrDefault(mlir, ""), inputs.smooth(1));
  }
}
