package mind.compiler.schedule;

import java.util.List;
import java.util.Optional;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Nest;

/**
 * What a program runs: launches in order over one arena, and its constants.
 *
 * @param debugs what is printed and asserted once all launches have run, in order
 * @param arenaBytes size of the arena
 * @param largestLiveBytes the largest set of temporaries that hold values at one time: no arena can
 *     be smaller
 * @param constants every dense constant, each at a 64-byte aligned offset
 */
public record Plan(
    List<Launch> launches,
    List<PlacedDebug> debugs,
    long arenaBytes,
    long largestLiveBytes,
    byte[] constants) {

  public Plan {
    launches = List.copyOf(launches);
    debugs = List.copyOf(debugs);
    constants = constants.clone();
  }

  /** Alignment of everything placed in an arena or among the constants, in bytes. */
  public static final long ALIGNMENT = 64;

  /** One nest, whose buffer number i is {@code places.get(i)}. */
  public record Launch(Nest nest, List<Place> places) {
    public Launch {
      places = List.copyOf(places);
    }
  }

  /** A value that is shown, where it is. */
  public record Shown(Type type, Place place) {}

  /**
   * What is printed or asserted.
   *
   * @param when where the bool scalar is without which nothing happens; absent: always
   * @param checks how many launches that are checked stand before it in the program
   */
  public record PlacedDebug(
      Debug.Kind kind, String format, List<Shown> values, Optional<Place> when, int checks) {
    public PlacedDebug {
      values = List.copyOf(values);
    }
  }

  /** Where a buffer is. */
  public sealed interface Place {}

  public record Input(int index) implements Place {}

  public record Output(int index) implements Place {}

  /** A byte offset in the arena. */
  public record Arena(long offset) implements Place {}

  /** A byte offset in the constants. */
  public record Constants(long offset) implements Place {}
}
