package mind.runtime.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.llvm.global.LLVM;

/** Which targets the host can run: those whose every processor feature it has. */
public final class HostTargets {
  private static final List<String> V3 =
      List.of("avx2", "bmi", "bmi2", "fma", "f16c", "lzcnt", "movbe");
  private static final Map<String, List<String>> NEEDS =
      new TreeMap<>(
          Map.of(
              "x86-64-v3",
              V3,
              "x86-64-v4",
              Stream.concat(
                      V3.stream(),
                      Stream.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"))
                  .toList(),
              "aarch64",
              List.of("neon")));

  private static final Set<String> AVAILABLE = available(hostFeatures());

  private HostTargets() {}

  private static Set<String> hostFeatures() {
    BytePointer text = LLVM.LLVMGetHostCPUFeatures();
    String features = text.getString();
    LLVM.LLVMDisposeMessage(text);
    return Arrays.stream(features.split(",", -1))
        .filter(f -> f.startsWith("+"))
        .map(f -> f.substring(1))
        .collect(Collectors.toSet());
  }

  /** The targets whose needs are among {@code features}. */
  static Set<String> available(Set<String> features) {
    return NEEDS.keySet().stream()
        .filter(t -> features.containsAll(NEEDS.getOrDefault(t, List.of())))
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /** Names of the targets that this host runs, in order. */
  public static List<String> names() {
    return List.copyOf(AVAILABLE);
  }

  /** Whether this host runs the named target's code. */
  public static boolean supports(String target) {
    return AVAILABLE.contains(target);
  }
}
