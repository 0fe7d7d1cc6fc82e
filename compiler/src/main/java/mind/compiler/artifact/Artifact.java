package mind.compiler.artifact;

import java.util.Map;
import mind.compiler.ir.Digests;
import mind.v1.Manifest;

/**
 * A compiled program. Its name is the SHA-256 of the manifest's bytes.
 *
 * @param manifest the plan, naming everything else by digest
 * @param blobs content by SHA-256 in hex: kernels' objects, constants, canonical IR, and the
 *     manifest itself
 * @param kernels how many different kernels the program has
 * @param compiled how many of them were compiled now; the others were found by their keys
 * @param micros time by stage
 */
public record Artifact(
    Manifest manifest,
    Map<String, byte[]> blobs,
    int kernels,
    int compiled,
    Map<String, Long> micros) {
  public Artifact {
    blobs = Map.copyOf(blobs);
  }

  /** The same artifact with the time each stage took. */
  public Artifact withMicros(Map<String, Long> times) {
    return new Artifact(manifest, blobs, kernels, compiled, times);
  }

  /**
   * The bytes that the digest is over. Fields are written in order of number, and the manifest has
   * no map fields.
   */
  public byte[] manifestBytes() {
    return manifest.toByteArray();
  }

  /** SHA-256 of the manifest, in hex. */
  public String digest() {
    return Digests.sha256(manifestBytes());
  }
}
