package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mind.cli.terminal.Digests;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.client.Tensors;
import mind.v1.CompileResponse;
import mind.v1.Digest;
import mind.v1.Emitted;
import mind.v1.Kernel;
import mind.v1.Manifest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that cannot be trusted may send, and disks that fail. */
class OutputFilesTest {
  private static final List<String> BAD =
      List.of("/abs", "../up", "a/b", "a\\b", "nul\0", "../../x/");

  @TempDir private Path folder = Path.of("");

  @Test
  void aNameIsOneElementOfAPath() {
    for (String name : List.of("", ".", "..", "a/b", "/", "\\", "\0")) {
      fails(() -> OutputFiles.file(folder, name), "name");
    }
    assertThat(OutputFiles.file(folder, "p.w1.npy")).isEqualTo(folder.resolve("p.w1.npy"));
    assertThat(OutputFiles.file(folder, "..a")).isEqualTo(folder.resolve("..a"));
  }

  @Test
  void noOutputLeadsOutOfTheFolder() throws IOException {
    Path into = folder.resolve("in/side");
    for (String name : BAD) {
      fails(() -> OutputFiles.write(into, List.of(Tensors.named(name, Tensors.scalar(1L)))), name);
      fails(() -> EmittedFiles.write(emitted(name, "ir"), List.of("ir"), into), name);
      fails(() -> fetched(manifest(name, "k")), name);
      fails(() -> fetched(manifest("main", name)), name);
    }
    assertThat(files()).isEmpty();
    EmittedFiles.write(emitted("main", "ir"), List.of("ir"), into);
    assertThat(files()).containsExactly(into.resolve("main.mir"));
  }

  @Test
  void formsAreThoseAskedFor() throws IOException {
    fails(() -> EmittedFiles.write(emitted("main", "obj"), List.of("ir"), folder), "obj");
    fails(() -> EmittedFiles.write(emitted("main", "x/../../y"), List.of(), folder), "y");
    fails(() -> EmittedFiles.write(emitted("main", "ir"), List.of("ir", "asm"), folder), "asm");
    assertThat(files()).isEmpty();
  }

  @Test
  void anArtifactWithoutAPartIsNotWhole() {
    Manifest manifest = manifest("main", "k");
    Map<Digest, ByteString> blobs = blobs(manifest);
    Digest root = digest(manifest.toByteString());
    assertThat(ArtifactCommand.Fetched.of(root, blobs).parts())
        .containsOnlyKeys("manifest.pb", "main.mir", "k.o");
    blobs.remove(manifest.getKernels(0).getObject());
    fails(() -> ArtifactCommand.Fetched.of(root, blobs), "k.o");
    Kernel other = Kernel.newBuilder().setName("k").setObject(manifest.getIr()).build();
    fails(() -> fetched(manifest.toBuilder().addKernels(other).build()), "two parts named k.o");
  }

  @Test
  void whatCannotBeWrittenLosesNothing() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("w.npy/full")).getParent();
    assertThatThrownBy(
            () -> OutputFiles.write(folder, List.of(Tensors.named("w", Tensors.scalar(1L)))))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot write to");
    assertThat(taken).isDirectory();
    assertThat(files()).as("no file is left over").isEmpty();
  }

  private static void fails(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.FAILURE))
        .hasMessageContaining(message);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static CompileResponse emitted(String entry, String form) {
    return CompileResponse.newBuilder()
        .setManifest(Manifest.newBuilder().setEntry(entry))
        .addEmitted(Emitted.newBuilder().setForm(form).setContent(ByteString.copyFromUtf8("x")))
        .build();
  }

  private static Manifest manifest(String entry, String kernel) {
    return Manifest.newBuilder()
        .setEntry(entry)
        .setIr(digest(ByteString.copyFromUtf8("ir")))
        .addKernels(
            Kernel.newBuilder()
                .setName(kernel)
                .setObject(digest(ByteString.copyFromUtf8("object"))))
        .build();
  }

  private static Map<Digest, ByteString> blobs(Manifest manifest) {
    Map<Digest, ByteString> blobs = new HashMap<>();
    for (ByteString blob :
        List.of(
            manifest.toByteString(),
            ByteString.copyFromUtf8("ir"),
            ByteString.copyFromUtf8("object"))) {
      blobs.put(digest(blob), blob);
    }
    return blobs;
  }

  private static ArtifactCommand.Fetched fetched(Manifest manifest) {
    return ArtifactCommand.Fetched.of(digest(manifest.toByteString()), blobs(manifest));
  }

  private static Digest digest(ByteString blob) {
    return Digest.newBuilder()
        .setHash(Digests.of(blob).substring("sha256:".length()))
        .setSizeBytes(blob.size())
        .build();
  }
}
