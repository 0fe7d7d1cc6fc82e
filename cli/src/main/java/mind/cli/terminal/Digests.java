package mind.cli.terminal;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mind.v1.Digest;

/** Digests as people write them: {@code sha256:} and 64 hex digits. */
public final class Digests {
  private static final String PREFIX = "sha256:";

  private Digests() {}

  /** The name of a blob, without its size. */
  public static String name(Digest digest) {
    return PREFIX + digest.getHash();
  }

  /** The name that these bytes have. */
  public static String of(ByteString bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes.asReadOnlyByteBuffer());
      return PREFIX + HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Reads a name, with or without its prefix. */
  public static Digest parse(String name) {
    String hash = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    if (!hash.matches("[0-9a-f]{64}")) {
      throw Failure.usage("not a digest: " + name + " (expected sha256: and 64 hex digits)");
    }
    return Digest.newBuilder().setHash(hash).build();
  }
}
