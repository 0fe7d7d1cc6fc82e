package mind.server;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.server.compile.CompilerPort;
import mind.server.store.Digest;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.DType;
import mind.v1.Diagnostic;
import mind.v1.Kernel;
import mind.v1.Manifest;
import mind.v1.Port;
import mind.v1.Signature;
import mind.v1.Span;
import mind.v1.TensorType;

/**
 * A compiler for a language of one statement, so that the service is tested without the other:
 * {@code scale 3 x f32 2 3} is a function of x: f32[2,3] that multiplies it by 3. {@code errors 7}
 * is a program with seven errors; {@code crash} and {@code overflow} bring the compiler down.
 */
final class TinyCompiler implements CompilerPort {
  private static final Pattern SCALE = Pattern.compile("scale (\\d+) (\\w+) f32((?: \\d+)*)");

  final AtomicInteger lowered = new AtomicInteger();
  final AtomicInteger builds = new AtomicInteger();
  final AtomicInteger emits = new AtomicInteger();
  final AtomicInteger kernelBuilds = new AtomicInteger();

  /** While above zero, builds wait. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public void close() {}

  @Override
  public CheckResponse check(CheckRequest request) {
    Lowered lowered = lower(CompileRequest.newBuilder().setSource(request.getSource()).build());
    CheckResponse.Builder response =
        CheckResponse.newBuilder().addAllDiagnostics(lowered.diagnostics());
    lowered.program().ifPresent(program -> response.addEntries(program.signature()));
    return response.build();
  }

  @Override
  public Lowered lower(CompileRequest request) {
    lowered.incrementAndGet();
    String source = request.getSource().strip();
    if (source.equals("crash")) {
      throw new IllegalStateException("secret inner state");
    }
    if (source.equals("overflow")) {
      return lowerAgain(request);
    }
    if (source.startsWith("errors ")) {
      return failed(Integer.parseInt(source.substring(7)));
    }
    Matcher matcher = SCALE.matcher(source);
    if (!matcher.matches()) {
      return failed(1);
    }
    TensorType.Builder type = TensorType.newBuilder().setDtype(DType.F32);
    for (String dimension : matcher.group(3).strip().split(" ")) {
      if (!dimension.isEmpty()) {
        type.addShape(Long.parseLong(dimension));
      }
    }
    return new Lowered(
        List.of(),
        Optional.of(
            new Scale(
                Integer.parseInt(matcher.group(1)),
                Port.newBuilder().setName(matcher.group(2)).setType(type).build())),
        Map.of("frontend", 1L));
  }

  private Lowered lowerAgain(CompileRequest request) {
    return lower(request);
  }

  private static Lowered failed(int count) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      diagnostics.add(
          Diagnostic.newBuilder()
              .setCode("E1001")
              .setSeverity(Diagnostic.Severity.ERROR)
              .setMessage("error " + i + " of a program that is nothing but errors")
              .setSpan(Span.newBuilder().setLine(i).setColumn(1).setEndLine(i).setEndColumn(2))
              .addNotes("a note")
              .build());
    }
    return new Lowered(diagnostics, Optional.empty(), Map.of());
  }

  private final class Scale implements Program {
    private final int factor;
    private final Port input;

    Scale(int factor, Port input) {
      this.factor = factor;
      this.input = input;
    }

    @Override
    public Signature signature() {
      return Signature.newBuilder().setName("main").build();
    }

    @Override
    public SortedMap<String, String> keyComponents() {
      SortedMap<String, String> components = new TreeMap<>();
      components.put("factor", Integer.toString(factor));
      components.put("input", Digest.hashOf(input.toByteString()));
      components.put("build", "tiny");
      return components;
    }

    @Override
    public Built build(KernelObjects kernels) {
      awaitGate();
      builds.incrementAndGet();
      // The kernel depends on the factor alone, so programs of other shapes share it.
      ByteString object = ByteString.copyFromUtf8("scale " + factor);
      String key = Digest.hashOf(ByteString.copyFromUtf8("kernel " + factor));
      boolean reused = kernels.find(key).isPresent();
      if (!reused) {
        kernelBuilds.incrementAndGet();
        kernels.put(key, object);
      }
      ByteString ir = ByteString.copyFromUtf8("ir of " + factor + input);
      Manifest manifest =
          Manifest.newBuilder()
              .setAbi(1)
              .addInputs(input)
              .addOutputs(input.toBuilder().setName("result"))
              .addKernels(Kernel.newBuilder().setKey(key).setObject(Digest.of(object).toProto()))
              .setIr(Digest.of(ir).toProto())
              .build();
      return new Built(
          manifest, List.of(object, ir), reused ? 0 : 1, reused ? 1 : 0, Map.of("codegen", 5L));
    }

    private void awaitGate() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Map<String, ByteString> emit(
        Set<String> forms, Manifest manifest, KernelObjects kernels) {
      emits.incrementAndGet();
      Map<String, ByteString> emitted = new TreeMap<>();
      forms.forEach(form -> emitted.put(form, ByteString.copyFromUtf8(form + " of " + factor)));
      return emitted;
    }
  }
}
