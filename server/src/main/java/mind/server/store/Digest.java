package mind.server.store;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a blob: SHA-256 over its bytes, and how many there are.
 *
 * @param hash 64 lower-case hex digits
 */
public record Digest(String hash, long sizeBytes) implements StoreKey {

  public Digest {
    if (!isHash(hash)) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + hash);
    }
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
  }

  public static Digest of(ByteString bytes) {
    return new Digest(hashOf(bytes), bytes.size());
  }

  /**
   * Reads a digest that came over the wire or out of a blob.
   *
   * @throws IllegalArgumentException when it names nothing
   */
  public static Digest of(mind.v1.Digest digest) {
    return new Digest(digest.getHash(), digest.getSizeBytes());
  }

  public mind.v1.Digest toProto() {
    return mind.v1.Digest.newBuilder().setHash(hash).setSizeBytes(sizeBytes).build();
  }

  /** SHA-256 in lower-case hex. */
  public static String hashOf(ByteString bytes) {
    MessageDigest sha = sha256();
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      sha.update(part);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  static boolean isHash(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "sha256:" + hash;
  }
}
