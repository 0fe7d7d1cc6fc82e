package mind.server.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;

/** Stacks stores and decorators: the one place where their order is written down. */
public final class Stores {
  private Stores() {}

  /** Memory over a verified disk, both metered. */
  public static Store open(
      Path folder, DiskStore.Options options, long memoryBytes, MeterRegistry registry) {
    DiskStore disk = DiskStore.open(folder, options);
    Gauge.builder("mind.store.bytes", disk, DiskStore::usedBytes)
        .tag("tier", Tier.DISK.label())
        .register(registry);
    return new TieredStore(
        new MeteredStore(new MemoryStore(memoryBytes), Tier.MEMORY, registry),
        new MeteredStore(new VerifyingStore(disk), Tier.DISK, registry));
  }
}
