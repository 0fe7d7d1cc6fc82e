package mind.server.compile;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.Diagnostic;
import mind.v1.Manifest;
import mind.v1.Signature;

/**
 * What the service needs of a compiler, in the messages of the wire. Tests put a small one here.
 */
public interface CompilerPort extends AutoCloseable {
  /** Never throws for what a source may hold. */
  CheckResponse check(CheckRequest request);

  /** Runs the frontend. Never throws for what a source may hold. */
  Lowered lower(CompileRequest request);

  /**
   * A request after the frontend.
   *
   * @param program absent when there are errors among the diagnostics
   * @param timingsMicros by stage
   */
  record Lowered(
      List<Diagnostic> diagnostics, Optional<Program> program, Map<String, Long> timingsMicros) {
    public Lowered {
      diagnostics = List.copyOf(diagnostics);
      timingsMicros = Map.copyOf(timingsMicros);
    }
  }

  /** A program without errors, ready for the rest of the compiler. */
  interface Program {
    Signature signature();

    /** Everything the artifact depends on, by name. */
    SortedMap<String, String> keyComponents();

    Built build(KernelObjects kernels);

    /** The given forms of the program ({@code ir}, {@code llvm} ..), each by its name. */
    Map<String, ByteString> emit(Set<String> forms, Manifest manifest, KernelObjects kernels);
  }

  /** Native code by kernel key, from earlier compiles. */
  interface KernelObjects {
    Optional<ByteString> find(String kernelKey);

    void put(String kernelKey, ByteString object);
  }

  /**
   * An artifact fresh from the compiler.
   *
   * @param blobs all content that the manifest names
   * @param timingsMicros by stage
   */
  record Built(
      Manifest manifest,
      List<ByteString> blobs,
      int kernelsCompiled,
      int kernelsReused,
      Map<String, Long> timingsMicros) {
    public Built {
      blobs = List.copyOf(blobs);
      timingsMicros = Map.copyOf(timingsMicros);
    }
  }

  @Override
  void close();
}
