package mind.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names this build of the compiler: the digest of its own code, so that no two builds share what
 * they compiled.
 */
final class BuildId {
  private BuildId() {}

  /**
   * SHA-256, in hex, of the compiler's jar (which builds reproducibly), or of its class files where
   * there is no jar.
   */
  static final String VALUE = compute();

  private static String compute() {
    try {
      Path code =
          Path.of(BuildId.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      if (Files.isRegularFile(code)) {
        digest.update(Files.readAllBytes(code));
      } else {
        for (Path file : classes(code)) {
          digest.update(
              code.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> classes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".class")).sorted().toList();
    }
  }
}
