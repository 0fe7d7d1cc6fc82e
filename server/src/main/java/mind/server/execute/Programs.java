package mind.server.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import mind.server.execute.ExecutorPort.LoadedProgram;
import mind.server.store.Digest;
import mind.v1.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Loaded programs by the hash of their manifest, bounded by what they occupy.
 *
 * <p>A program that is evicted while somebody runs it is closed when the last run is over: its code
 * must not go away under a running kernel.
 */
final class Programs implements AutoCloseable {
  private final Cache<String, Shared> cache;

  Programs(long maxBytes) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String _, Shared shared) -> shared.weight)
            .evictionListener(Programs::evicted)
            .build();
  }

  private static void evicted(@Nullable String hash, @Nullable Shared shared, RemovalCause cause) {
    if (shared != null) {
      shared.retire();
    }
  }

  /** A manifest and its program, loaded. */
  record Loaded(Digest digest, Manifest manifest, LoadedProgram program, long bytes) {}

  private static final class Shared {
    private final Loaded loaded;
    private final int weight;
    private int users = 1; // who loads a program is its first user, even if it is evicted at once
    private boolean retired;

    Shared(Loaded loaded) {
      this.loaded = loaded;
      weight = (int) Math.min(Integer.MAX_VALUE, loaded.bytes());
    }

    synchronized boolean enter() {
      if (!retired) {
        users++;
      }
      return !retired;
    }

    synchronized void leave() {
      users--;
      closeIfUnused();
    }

    synchronized void retire() {
      if (!retired) {
        retired = true;
        closeIfUnused();
      }
    }

    private void closeIfUnused() {
      if (retired && users == 0) {
        loaded.program().close();
      }
    }
  }

  /** Runs something on a program, loading it first if it isn't. */
  <T> T use(String hash, Supplier<Loaded> loader, Function<Loaded, T> work) {
    Shared shared = enter(hash, loader);
    try {
      return work.apply(shared.loaded);
    } finally {
      shared.leave();
    }
  }

  private Shared enter(String hash, Supplier<Loaded> loader) {
    while (true) {
      AtomicReference<@Nullable Shared> own = new AtomicReference<>();
      Shared shared =
          cache.get(
              hash,
              _ -> {
                Shared created = new Shared(loader.get());
                own.set(created);
                return created;
              });
      if (shared == own.get() || shared.enter()) {
        return shared;
      }
      // Evicted between the look and the entry; the next look loads it anew.
    }
  }

  @Override
  public void close() {
    cache.asMap().values().forEach(Shared::retire);
    cache.invalidateAll();
  }
}
