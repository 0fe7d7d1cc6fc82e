package mind.server.compile;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import mind.compiler.CompileException;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.artifact.Artifact;
import mind.compiler.check.Checked;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.Manifest;
import mind.v1.Signature;

/** The compiler of this process behind the service's port. */
public final class MindCompiler implements CompilerPort {
  private final Compiler compiler = new Compiler();

  @Override
  public CheckResponse check(CheckRequest request) {
    if (request.getEntry().isEmpty() && request.getDimsCount() == 0) {
      Checked checked = compiler.check(request.getSource());
      CheckResponse.Builder response = CheckResponse.newBuilder();
      response.addAllDiagnostics(Messages.diagnostics(request.getSource(), checked.diagnostics()));
      checked.entries().forEach(entry -> response.addEntries(Messages.signature(entry)));
      return response.build();
    }
    Lowered lowered =
        lower(
            CompileRequest.newBuilder()
                .setSource(request.getSource())
                .setEntry(request.getEntry())
                .putAllDims(request.getDimsMap())
                .build());
    CheckResponse.Builder response =
        CheckResponse.newBuilder().addAllDiagnostics(lowered.diagnostics());
    lowered.program().ifPresent(program -> response.addEntries(program.signature()));
    return response.build();
  }

  @Override
  public Lowered lower(CompileRequest request) {
    request.getEmitList().forEach(MindCompiler::checkForm);
    CompileOptions options = options(request);
    mind.compiler.Lowered lowered = coded(() -> compiler.lower(request.getSource(), options));
    return new Lowered(
        Messages.diagnostics(request.getSource(), lowered.diagnostics()),
        lowered.program().map(program -> new Lowering(program, options)),
        lowered.micros());
  }

  private static void checkForm(String form) {
    if (!Compiler.FORMS.contains(form)) {
      throw ServiceException.of(
              Reason.MALFORMED_REQUEST,
              "there is no form '%s'; there are %s"
                  .formatted(form, String.join(", ", Compiler.FORMS.stream().sorted().toList())))
          .in("emit");
    }
  }

  private static CompileOptions options(CompileRequest request) {
    Optional<List<String>> gradient =
        request.hasGradient()
            ? Optional.of(List.copyOf(request.getGradient().getWrtList()))
            : Optional.empty();
    return new CompileOptions(
        request.getEntry(),
        request.getDimsMap(),
        gradient,
        request.getBoundList(),
        request.getTarget().isEmpty() ? Compiler.defaultTarget() : request.getTarget(),
        request.getMode().isEmpty() ? CompileOptions.STRICT : request.getMode());
  }

  private static <T> T coded(Supplier<T> work) {
    try {
      return work.get();
    } catch (CompileException e) {
      throw ServiceException.of(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private final class Lowering implements Program {
    private final mind.compiler.Lowered.Program program;
    private final CompileOptions options;
    private final SortedMap<String, String> keyComponents;

    /** Computes the key at once: printing the IR for it is work for the pool that lowers. */
    Lowering(mind.compiler.Lowered.Program program, CompileOptions options) {
      this.program = program;
      this.options = options;
      keyComponents = compiler.keyComponents(program, options);
    }

    @Override
    public Signature signature() {
      return Messages.signature(program.signature());
    }

    @Override
    public SortedMap<String, String> keyComponents() {
      return keyComponents;
    }

    @Override
    public Built build(KernelObjects kernels) {
      Artifact artifact = coded(() -> compiler.build(program, options, bytes(kernels)));
      return new Built(
          artifact.manifest(),
          artifact.blobs().values().stream().map(UnsafeByteOperations::unsafeWrap).toList(),
          artifact.compiled(),
          artifact.kernels() - artifact.compiled(),
          artifact.micros());
    }

    @Override
    public Map<String, ByteString> emit(
        Set<String> forms, Manifest manifest, KernelObjects kernels) {
      Map<String, ByteString> emitted = new LinkedHashMap<>();
      coded(() -> compiler.emit(program, options, forms, manifest, bytes(kernels)))
          .forEach((form, content) -> emitted.put(form, UnsafeByteOperations.unsafeWrap(content)));
      return emitted;
    }
  }

  private static mind.compiler.artifact.KernelObjects bytes(KernelObjects kernels) {
    return new mind.compiler.artifact.KernelObjects() {
      @Override
      public Optional<byte[]> find(String key) {
        return kernels.find(key).map(ByteString::toByteArray);
      }

      @Override
      public void put(String key, byte[] object) {
        kernels.put(key, UnsafeByteOperations.unsafeWrap(object));
      }
    };
  }

  @Override
  public void close() {
    compiler.close();
  }
}
