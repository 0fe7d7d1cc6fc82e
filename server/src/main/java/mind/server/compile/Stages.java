package mind.server.compile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mind.server.telemetry.Metrics;

/** Times the stages of one request in microseconds. */
final class Stages {
  private final Metrics metrics;
  private final long start = System.nanoTime();
  private final Map<String, Long> micros = new LinkedHashMap<>();

  Stages(Metrics metrics) {
    this.metrics = metrics;
  }

  <T> T time(String stage, Supplier<T> work) {
    long from = System.nanoTime();
    T result = work.get();
    add(stage, microsSince(from));
    return result;
  }

  /** Enters what a build took into this request's account; whoever built has metered it. */
  void note(Map<String, Long> stages) {
    stages.forEach((stage, spent) -> micros.merge(stage, spent, Long::sum));
  }

  void addAll(Map<String, Long> stages) {
    stages.forEach(this::add);
  }

  private void add(String stage, long spent) {
    micros.merge(stage, spent, Long::sum);
    metrics.stage(stage, spent);
  }

  /** All stages and the total. */
  Map<String, Long> finish() {
    micros.put("total", microsSince(start));
    return micros;
  }

  private static long microsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
  }
}
