package mind.server.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to one look-up.
 *
 * @param found what was asked for, and the tier that had it
 * @param dropped the keys that turned out corrupt on the way and were removed; a hit in a slower
 *     tier may follow one
 */
public record Lookup<T>(Optional<Found<T>> found, List<StoreKey> dropped) {

  /** A value with the tier it came from. */
  public record Found<T>(T value, Tier tier) {}

  public Lookup {
    dropped = List.copyOf(dropped);
  }

  public static <T> Lookup<T> hit(T value, Tier tier) {
    return new Lookup<>(Optional.of(new Found<>(value, tier)), List.of());
  }

  public static <T> Lookup<T> miss() {
    return new Lookup<>(Optional.empty(), List.of());
  }

  public static <T> Lookup<T> corrupt(StoreKey key) {
    return new Lookup<>(Optional.empty(), List.of(key));
  }

  /** This answer, with what a faster tier dropped before it was asked. */
  Lookup<T> after(List<StoreKey> earlier) {
    return earlier.isEmpty()
        ? this
        : new Lookup<>(found, Stream.concat(earlier.stream(), dropped.stream()).toList());
  }
}
