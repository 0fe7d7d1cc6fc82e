package mind.server.store;

import com.google.protobuf.ByteString;
import java.util.function.Function;
import mind.store.v1.SignedRecord;

/** A fast store over a slow one. The slow one is the truth: it is written first and asked last. */
public final class TieredStore implements Store {
  private final Store fast;
  private final Store slow;

  public TieredStore(Store fast, Store slow) {
    this.fast = fast;
    this.slow = slow;
  }

  @Override
  public Lookup<ByteString> blob(Digest digest) {
    return lookup(store -> store.blob(digest), bytes -> Commit.ofBlob(digest, bytes));
  }

  @Override
  public Lookup<SignedRecord> record(RecordKey key) {
    return lookup(store -> store.record(key), Commit::ofRecord);
  }

  private <T> Lookup<T> lookup(Function<Store, Lookup<T>> ask, Function<T, Commit> promotion) {
    Lookup<T> first = ask.apply(fast);
    if (first.found().isPresent()) {
      return first;
    }
    Lookup<T> second = ask.apply(slow);
    second.found().ifPresent(found -> fast.commit(promotion.apply(found.value())));
    return second.after(first.dropped());
  }

  @Override
  public void commit(Commit commit) {
    slow.commit(commit);
    fast.commit(commit);
  }

  /** An entry that only the fast store still has goes back to the slow one, so it stays durable. */
  @Override
  public boolean extend(StoreKey key) {
    if (slow.extend(key)) {
      return true;
    }
    Lookup<Commit> kept =
        switch (key) {
          case Digest digest -> map(fast.blob(digest), bytes -> Commit.ofBlob(digest, bytes));
          case RecordKey record -> map(fast.record(record), Commit::ofRecord);
        };
    kept.found().ifPresent(found -> slow.commit(found.value()));
    return kept.found().isPresent();
  }

  private static <T> Lookup<Commit> map(Lookup<T> lookup, Function<T, Commit> commit) {
    return lookup
        .found()
        .map(found -> Lookup.hit(commit.apply(found.value()), found.tier()))
        .orElseGet(Lookup::miss);
  }

  @Override
  public void drop(StoreKey key) {
    fast.drop(key);
    slow.drop(key);
  }

  @Override
  public void close() {
    fast.close();
    slow.close();
  }
}
