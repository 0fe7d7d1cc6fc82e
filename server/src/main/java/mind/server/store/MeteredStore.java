package mind.server.store;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;
import mind.store.v1.SignedRecord;

/** Counts what one tier is asked, what it has, and what it had to drop. */
public final class MeteredStore implements Store {
  private final Store below;
  private final Outcomes blobs;
  private final Outcomes records;
  private final Counter readBytes;
  private final Counter writtenBytes;
  private final Timer commits;

  public MeteredStore(Store below, Tier tier, MeterRegistry registry) {
    this.below = below;
    blobs = Outcomes.of("blob", tier, registry);
    records = Outcomes.of("record", tier, registry);
    readBytes = registry.counter("mind.store.read.bytes", "tier", tier.label());
    writtenBytes = registry.counter("mind.store.written.bytes", "tier", tier.label());
    commits = registry.timer("mind.store.commit", "tier", tier.label());
  }

  private record Outcomes(Timer hits, Timer misses, Counter corrupt) {
    static Outcomes of(String type, Tier tier, MeterRegistry registry) {
      return new Outcomes(
          timer(type, "hit", tier, registry),
          timer(type, "miss", tier, registry),
          registry.counter("mind.store.corrupt", "type", type, "tier", tier.label()));
    }

    private static Timer timer(String type, String result, Tier tier, MeterRegistry registry) {
      return registry.timer(
          "mind.store.lookup", "type", type, "result", result, "tier", tier.label());
    }

    <T> Lookup<T> count(Supplier<Lookup<T>> ask) {
      Timer.Sample sample = Timer.start();
      Lookup<T> lookup = ask.get();
      sample.stop(lookup.found().isPresent() ? hits : misses);
      corrupt.increment(lookup.dropped().size());
      return lookup;
    }
  }

  @Override
  public Lookup<ByteString> blob(Digest digest) {
    Lookup<ByteString> lookup = blobs.count(() -> below.blob(digest));
    lookup.found().ifPresent(found -> readBytes.increment(found.value().size()));
    return lookup;
  }

  @Override
  public Lookup<SignedRecord> record(RecordKey key) {
    return records.count(() -> below.record(key));
  }

  @Override
  public void commit(Commit commit) {
    commits.record(() -> below.commit(commit));
    writtenBytes.increment((double) commit.sizeBytes());
  }

  @Override
  public boolean extend(StoreKey key) {
    return below.extend(key);
  }

  @Override
  public void drop(StoreKey key) {
    below.drop(key);
  }

  @Override
  public void close() {
    below.close();
  }
}
