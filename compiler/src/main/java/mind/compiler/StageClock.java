package mind.compiler;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each stage of one compile took, in microseconds. */
final class StageClock {
  private final Map<String, Long> micros = new LinkedHashMap<>();

  <T> T time(String stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    micros.merge(stage, (System.nanoTime() - start) / 1000, Long::sum);
    return result;
  }

  Map<String, Long> micros() {
    return Collections.unmodifiableMap(micros);
  }
}
