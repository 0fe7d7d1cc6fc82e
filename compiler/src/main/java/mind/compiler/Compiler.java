package mind.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.ArtifactBuilder;
import mind.compiler.artifact.KernelObjects;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.check.Signature;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Digests;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrException;
import mind.compiler.ir.StableHlo;
import mind.compiler.mlir.MlirPrinter;
import mind.compiler.optimise.Dce;
import mind.compiler.optimise.Optimiser;
import mind.compiler.schedule.Plan;
import mind.compiler.schedule.Planner;
import mind.compiler.schedule.Target;
import mind.compiler.source.Source;
import mind.v1.Manifest;

/** The pipeline from source text to artifact. Safe for use by many threads. */
public final class Compiler implements AutoCloseable {
  /** The forms {@link #emit} gives. */
  public static final Set<String> FORMS =
      Set.of(
          "ir",
          "grad-ir",
          "stablehlo",
          "grad-stablehlo",
          "mlir",
          "grad-mlir",
          "llvm",
          "asm",
          "obj",
          "manifest");

  private final KernelCompiler kernels = new KernelCompiler();

  /** Names this build of the compiler; part of every key. */
  public static String buildId() {
    return BuildId.VALUE;
  }

  /** Names of the targets there are. */
  public static List<String> targets() {
    return Arrays.stream(Target.values()).map(Target::text).toList();
  }

  /** The target of requests that name none. */
  public static String defaultTarget() {
    return Target.DEFAULT.text();
  }

  /** All diagnostics of a program, and the signatures of its functions; no code. */
  public Checked check(String source) {
    return Frontend.check(Source.of(source));
  }

  /**
   * Source to canonical IR. Never throws for what a source may hold.
   *
   * @throws CompileException E6002 for an unknown target, E6003 for an unknown mode
   */
  public Lowered lower(String source, CompileOptions options) {
    target(options);
    StageClock clock = new StageClock();
    Checked checked =
        clock.time(
            "frontend", () -> Frontend.compile(Source.of(source), options.entry(), options.dims()));
    Optional<Signature> entry = checked.entry();
    if (checked.hasErrors() || checked.function().isEmpty() || entry.isEmpty()) {
      return new Lowered(checked.diagnostics(), Optional.empty(), clock.micros());
    }
    Function canonical = new Dce().run(checked.function().get());
    InputNames names = new InputNames(canonical);
    Optional<List<Integer>> gradient = options.gradient().map(names::wrt);
    List<String> bound =
        names.named(options.bound()).stream().sorted().map(canonical.inputs()::get).toList();
    names.checkDims(new TreeSet<>(options.dims().keySet()), dims(checked, canonical));
    List<Diagnostic> diagnostics = new ArrayList<>(checked.diagnostics());
    diagnostics.addAll(names.diagnostics());
    Lowered.Program program = new Lowered.Program(entry.get(), canonical, gradient, bound);
    return new Lowered(
        diagnostics,
        names.diagnostics().isEmpty() ? Optional.of(program) : Optional.empty(),
        clock.micros());
  }

  /** Names of the dimensions that the entry's inputs bind. */
  private static List<String> dims(Checked checked, Function entry) {
    return checked.entries().stream()
        .filter(signature -> signature.name().equals(entry.name()))
        .flatMap(signature -> signature.dims().stream())
        .toList();
  }

  private static Target target(CompileOptions options) {
    if (!options.mode().equals(CompileOptions.STRICT)) {
      throw new CompileException(
          "E6003",
          "mode '" + options.mode() + "' is not available; available: " + CompileOptions.STRICT);
    }
    return Target.of(options.target())
        .orElseThrow(() ->
            new CompileException(
                "E6002",
                "target '"
                    + options.target()
                    + "' is not available; available: "
                    + String.join(", ", targets())));
  }

  /** Everything an artifact is a function of, by name. */
  public SortedMap<String, String> keyComponents(Lowered.Program program, CompileOptions options) {
    SortedMap<String, String> components = versions(options);
    components.put("ir", Digests.sha256(program.canonical().toString()));
    components.put("gradient", program.gradient().map(Object::toString).orElse("none"));
    components.put("bound", program.bound().toString());
    return components;
  }

  /** What a kernel's bytes depend on besides its form. */
  private static SortedMap<String, String> versions(CompileOptions options) {
    return new TreeMap<>(
        Map.of(
            "target", options.target(),
            "mode", options.mode(),
            "numerics", Integer.toString(ArtifactBuilder.NUMERICS),
            "build", BuildId.VALUE,
            "llvm", KernelCompiler.llvmVersion()));
  }

  /**
   * The rest of the pipeline: differentiates, optimises, plans, and generates what code is not in
   * the store.
   */
  public Artifact build(Lowered.Program program, CompileOptions options, KernelObjects store) {
    StageClock clock = new StageClock();
    Function f = optimised(program, clock);
    Plan plan = clock.time("schedule", () -> plan(f, program, options));
    return clock
        .time(
            "codegen",
            () ->
                builder(options)
                    .build(program.canonical(), f, plan, options.mode(), program.bound(), store))
        .withMicros(clock.micros());
  }

  /**
   * A program in the given forms, each of {@link #FORMS}: canonical IR, gradient IR (by every float
   * input unless the request says otherwise), both as StableHLO and as MLIR, LLVM IR, assembly, an
   * ar archive of objects, and the manifest as protobuf text.
   */
  public Map<String, byte[]> emit(
      Lowered.Program program,
      CompileOptions options,
      Set<String> forms,
      Manifest manifest,
      KernelObjects store) {
    Plan plan = plan(optimised(program, new StageClock()), program, options);
    ArtifactBuilder builder = builder(options);
    Map<String, byte[]> emitted = new LinkedHashMap<>();
    for (String form : forms.stream().sorted().toList()) {
      emitted.put(
          form,
          switch (form) {
            case "ir" -> program.canonical().toString().getBytes(UTF_8);
            case "grad-ir" -> gradientIr(program).toString().getBytes(UTF_8);
            case "stablehlo" -> StableHlo.print(program.canonical()).getBytes(UTF_8);
            case "grad-stablehlo" -> StableHlo.print(gradientIr(program)).getBytes(UTF_8);
            case "mlir" -> MlirPrinter.print(program.canonical()).getBytes(UTF_8);
            case "grad-mlir" -> MlirPrinter.print(gradientIr(program)).getBytes(UTF_8);
            case "llvm" -> builder.llvm(plan).getBytes(UTF_8);
            case "asm" -> builder.assembly(plan).getBytes(UTF_8);
            case "obj" -> builder.archive(plan, store);
            case "manifest" -> TextFormat.printer().printToString(manifest).getBytes(UTF_8);
            default ->
                throw new CompileException(
                    "E6003",
                    "form '"
                        + form
                        + "' is not available; available: "
                        + FORMS.stream().sorted().toList());
          });
    }
    return emitted;
  }

  private static Plan plan(Function f, Lowered.Program program, CompileOptions options) {
    Set<Integer> bound =
        program.bound().stream().map(f.inputs()::indexOf).collect(Collectors.toSet());
    return Planner.plan(f, target(options), bound);
  }

  private ArtifactBuilder builder(CompileOptions options) {
    return new ArtifactBuilder(kernels, target(options), versions(options));
  }

  private static Function optimised(Lowered.Program program, StageClock clock) {
    try {
      Function f =
          program
              .gradient()
              .map(wrt -> clock.time("autodiff", () -> gradient(program.canonical(), wrt)))
              .orElse(program.canonical());
      return clock.time("optimise", () -> Optimiser.run(f));
    } catch (IrException e) { // the frontend has ruled out what a program can do wrong
      throw new CompileException("E5002", "a defect of the compiler: " + e.getMessage());
    }
  }

  private static Function gradientIr(Lowered.Program program) {
    Function f = program.canonical();
    InputNames names = new InputNames(f);
    List<Integer> wrt = program.gradient().orElseGet(() -> names.wrt(List.of()));
    if (!names.diagnostics().isEmpty()) {
      Diagnostic first = names.diagnostics().getFirst();
      throw new CompileException(first.code(), first.message());
    }
    return Optimiser.run(gradient(f, wrt));
  }

  private static Function gradient(Function f, List<Integer> wrt) {
    return Autodiff.gradient(f, wrt.stream().mapToInt(Integer::intValue).toArray(), true);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
