package mind.server.attest;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import mind.server.store.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Ed25519 key pair and its name.
 *
 * @param id SHA-256 over the encoded public key, in hex
 */
public record SigningKey(String id, PrivateKey privateKey, PublicKey publicKey) {
  private static final Logger log = LoggerFactory.getLogger(SigningKey.class);

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  static SigningKey of(PrivateKey privateKey, PublicKey publicKey) {
    return new SigningKey(
        Digest.hashOf(ByteString.copyFrom(publicKey.getEncoded())), privateKey, publicKey);
  }

  static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return of(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /**
   * Reads the key of a store folder, or makes it. Several processes may do so at once and all get
   * the same key: it is written beside its place and linked there, which only one can.
   */
  public static SigningKey openOrCreate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("signing-key.pem");
    if (!Files.exists(file)) {
      create(folder, file);
    }
    warnIfOthersCanRead(file);
    return read(file);
  }

  private static void create(Path folder, Path file) throws IOException {
    Path temporary =
        Files.createTempFile(folder, "new-key", "", asFileAttribute(fromString("rw-------")));
    try {
      SigningKey key = generate();
      Files.writeString(
          temporary,
          pem(PRIVATE, key.privateKey().getEncoded()) + pem(PUBLIC, key.publicKey().getEncoded()));
      force(temporary);
      Files.createLink(file, temporary);
      force(folder);
    } catch (FileAlreadyExistsException e) {
      log.debug("another process made {} first", file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A key that a power loss takes away makes everything signed with it unknown. */
  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static SigningKey read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return of(
          factory.generatePrivate(new PKCS8EncodedKeySpec(part(PRIVATE, text))),
          factory.generatePublic(new X509EncodedKeySpec(part(PUBLIC, text))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "%s holds no Ed25519 key; put the right file back, or remove it for a new key (what was compiled before is then compiled again)"
              .formatted(file),
          e);
    }
  }

  /** A warning only: volumes of container hosts often widen modes on their own. */
  private static void warnIfOthersCanRead(Path file) throws IOException {
    Set<PosixFilePermission> allowed = fromString("rw-------");
    if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
      log.warn("{} can be read by others; run: chmod 600 {}", file, file);
    }
  }

  private static String pem(String type, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return String.join("\n", List.of(begin(type), body, end(type), ""));
  }

  private static byte[] part(String type, String text) {
    int from = text.indexOf(begin(type));
    int to = text.indexOf(end(type));
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no " + type);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin(type).length(), to));
  }

  private static String begin(String type) {
    return "-----BEGIN " + type + "-----";
  }

  private static String end(String type) {
    return "-----END " + type + "-----";
  }
}
