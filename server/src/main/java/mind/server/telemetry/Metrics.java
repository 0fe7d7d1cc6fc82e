package mind.server.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mind.server.load.WorkPool;

/** The service's own meters; {@code docs/service.md} lists them. */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** All meters in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  public void rpc(String method, String status, long nanos) {
    Timer.builder("mind.rpc")
        .tag("method", method)
        .tag("status", status)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  public void stage(String stage, long micros) {
    registry.timer("mind.stage", "stage", stage).record(micros, TimeUnit.MICROSECONDS);
  }

  /** One answered compile: where its artifact came from. */
  public void compiled(String cache) {
    registry.counter("mind.compile", "cache", cache).increment();
  }

  /** One build, whoever waits for it. */
  public void built(int kernelsCompiled, int kernelsReused) {
    registry.counter("mind.kernels", "outcome", "compiled").increment(kernelsCompiled);
    registry.counter("mind.kernels", "outcome", "reused").increment(kernelsReused);
  }

  public void watch(String pool, WorkPool threads) {
    Gauge.builder("mind.pool.queued", threads, WorkPool::queued)
        .tag("pool", pool)
        .register(registry);
    Gauge.builder("mind.pool.running", threads, WorkPool::running)
        .tag("pool", pool)
        .register(registry);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
