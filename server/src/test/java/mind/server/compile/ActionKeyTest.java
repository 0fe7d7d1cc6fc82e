package mind.server.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import build.bazel.remote.execution.v2.Action;
import build.bazel.remote.execution.v2.Command;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mind.server.store.Digest;
import org.junit.jupiter.api.Test;

/** Keys are bytes that other caches and other versions of ours must agree on. */
final class ActionKeyTest {
  private static final Map<String, String> COMPONENTS =
      Map.of(
          "ir", "aaaa",
          "gradient", "none",
          "bound", "",
          "target", "x86-64-v3",
          "mode", "strict",
          "numerics", "1",
          "build", "bbbb",
          "llvm", "20.1.7");

  private static ActionKey key(Map<String, String> components) {
    return ActionKey.of(new TreeMap<>(components));
  }

  @Test
  void goldenBytes() {
    ActionKey key = key(Map.of("ir", "aaaa", "target", "x86-64-v3"));
    // Command{arguments: "ir=aaaa", "target=x86-64-v3"}
    assertThat(HexFormat.of().formatHex(key.command().toByteArray()))
        .isEqualTo("0a0769723d616161610a107461726765743d7838362d36342d7633");
    // Action{command_digest: {sha256(command), 27}, input_root_digest: {sha256(""), 0}}
    assertThat(HexFormat.of().formatHex(key.action().toByteArray()))
        .isEqualTo(
            "0a440a40323637323763383336626463366131326664643838663736393937383537323633626132"
                + "65383262343933363861383135616538346361323139633233346362101b12420a40653362306334"
                + "34323938666331633134396166626634633839393666623932343237616534316534363439623933"
                + "346361343935393931623738353262383535");
    assertThat(key.toString())
        .isEqualTo("f556b1902f5c35453b49930cc78e0d89fca2fec129dc78bc8ae6891af66f813c/138");
  }

  @Test
  void isAWellFormedActionOfTheRemoteExecutionApi() throws Exception {
    ActionKey key = key(COMPONENTS);
    Action action = Action.parseFrom(key.action());
    Command command = Command.parseFrom(key.command());
    assertThat(action.getCommandDigest().getHash()).isEqualTo(Digest.of(key.command()).hash());
    assertThat(action.getCommandDigest().getSizeBytes()).isEqualTo(key.command().size());
    assertThat(action.getInputRootDigest().getSizeBytes()).isZero();
    assertThat(command.getArgumentsList())
        .containsExactly(
            "bound=",
            "build=bbbb",
            "gradient=none",
            "ir=aaaa",
            "llvm=20.1.7",
            "mode=strict",
            "numerics=1",
            "target=x86-64-v3");
  }

  @Test
  void everyComponentChangesTheKey() {
    Set<String> keys = new HashSet<>();
    keys.add(key(COMPONENTS).toString());
    for (String name : COMPONENTS.keySet()) {
      Map<String, String> changed = new LinkedHashMap<>(COMPONENTS);
      changed.put(name, COMPONENTS.get(name) + "x");
      keys.add(key(changed).toString());
      changed.remove(name);
      keys.add(key(changed).toString());
    }
    keys.add(key(COMPONENTS).withForm("ir").toString());
    keys.add(key(COMPONENTS).withForm("llvm").toString());
    assertThat(keys).hasSize(1 + 2 * COMPONENTS.size() + 2);
  }

  @Test
  void theOrderOfComponentsDoesNot() {
    Map<String, String> reversed = new LinkedHashMap<>();
    COMPONENTS.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(name -> reversed.put(name, String.valueOf(COMPONENTS.get(name))));
    assertThat(key(reversed)).isEqualTo(key(COMPONENTS));
  }

  @Test
  void namesCannotBeMistakenForValues() {
    assertThatThrownBy(() -> key(Map.of("a=b", "c"))).isInstanceOf(IllegalArgumentException.class);
    assertThat(key(Map.of("a", "b=c")).toString()).isNotEqualTo(key(Map.of("a", "b")).toString());
  }
}
