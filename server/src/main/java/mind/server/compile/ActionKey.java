package mind.server.compile;

import build.bazel.remote.execution.v2.Action;
import build.bazel.remote.execution.v2.Command;
import com.google.protobuf.ByteString;
import java.util.SortedMap;
import java.util.TreeMap;
import mind.server.store.Digest;

/**
 * Names everything that may change a compile's result, and nothing else.
 *
 * <p>The components become a Command of the Remote Execution API, one {@code name=value} argument
 * each, sorted by name; the key is the digest of the Action that names this Command. So any cache
 * that speaks that API can hold our results. Neither message has a map or an unset order, so their
 * encoding is one sequence of bytes.
 *
 * @param digest hash and size of the encoded action
 */
public record ActionKey(
    Digest digest, SortedMap<String, String> components, ByteString command, ByteString action) {

  /** A compile has no input files; the API still wants the digest of their folder. */
  private static final Digest NO_INPUTS = Digest.of(ByteString.EMPTY);

  public static ActionKey of(SortedMap<String, String> components) {
    Command.Builder command = Command.newBuilder();
    components.forEach((name, value) -> command.addArguments(argument(name, value)));
    ByteString commandBytes = command.build().toByteString();
    ByteString actionBytes =
        Action.newBuilder()
            .setCommandDigest(reapi(Digest.of(commandBytes)))
            .setInputRootDigest(reapi(NO_INPUTS))
            .build()
            .toByteString();
    return new ActionKey(
        Digest.of(actionBytes), new TreeMap<>(components), commandBytes, actionBytes);
  }

  /** The key of one emitted form of the same program; each is an action of its own. */
  public ActionKey withForm(String form) {
    SortedMap<String, String> more = new TreeMap<>(components);
    more.put("form", form);
    return of(more);
  }

  private static String argument(String name, String value) {
    if (name.isEmpty() || name.contains("=")) {
      throw new IllegalArgumentException("not a component's name: '" + name + "'");
    }
    return name + "=" + value;
  }

  private static build.bazel.remote.execution.v2.Digest reapi(Digest digest) {
    return build.bazel.remote.execution.v2.Digest.newBuilder()
        .setHash(digest.hash())
        .setSizeBytes(digest.sizeBytes())
        .build();
  }

  /** Hash and size, as the Remote Execution API writes them in resource names. */
  @Override
  public String toString() {
    return digest.hash() + "/" + digest.sizeBytes();
  }
}
