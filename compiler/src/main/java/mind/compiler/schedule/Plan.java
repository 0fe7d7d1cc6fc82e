package mind.compiler.schedule;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Nest;

/**
 * What a program runs: stages in order over one arena, and its constants.
 *
 * @param prepare what runs once, when the bound inputs are given; it can't fail, reads bound inputs
 *     and constants, and writes {@link Bound} places
 * @param step what each call runs; it may read {@link Bound} places, and writes none
 * @param debugs what is printed and asserted once all launches have run, in order
 * @param boundBytes size of the arena that prepare writes
 * @param arenaBytes size of the step's arena
 * @param largestLiveBytes the largest set of temporaries that hold values at one time in a step: no
 *     arena can be smaller
 * @param constants every dense constant, each at a 64-byte aligned offset
 */
public record Plan(
    List<Stage> prepare,
    List<Stage> step,
    List<PlacedDebug> debugs,
    long boundBytes,
    long arenaBytes,
    long largestLiveBytes,
    byte[] constants) {

  public Plan {
    prepare = List.copyOf(prepare);
    step = List.copyOf(step);
    debugs = List.copyOf(debugs);
    constants = constants.clone();
    for (Launch launch : launches(prepare).toList()) {
      if (launch.nest().checked() || !launch.places().stream().allMatch(Plan::isPreparable)) {
        throw new IllegalArgumentException("prepare can't run " + launch);
      }
    }
  }

  private static boolean isPreparable(Place place) {
    return switch (place) {
      case Input _, Constants _, Bound _ -> true;
      case Output _, Arena _ -> false;
    };
  }

  /** Every launch, those of prepare first, in order. */
  public List<Launch> launches() {
    return Stream.concat(launches(prepare), launches(step)).toList();
  }

  private static Stream<Launch> launches(List<Stage> stages) {
    return stages.stream().flatMap(stage -> stage.launches().stream());
  }

  /** Alignment of everything placed in an arena or among the constants, in bytes. */
  public static final long ALIGNMENT = 64;

  /**
   * Launches that share parts: part p is, for each launch in order, the p-th share of its grid.
   * Parts are independent of each other, and each runs on one thread. A stage sees all effects of
   * those before it.
   *
   * @param parts into how many the launches' grids are cut, a divisor of each; absent for a launch
   *     alone: as many as its grid has cells
   */
  public record Stage(OptionalLong parts, List<Launch> launches) {
    public Stage {
      launches = List.copyOf(launches);
      if (launches.isEmpty() || (parts.isEmpty() && launches.size() > 1)) {
        throw new IllegalArgumentException(launches.size() + " launches without parts");
      }
    }

    /** A launch alone. */
    public static Stage of(Launch launch) {
      return new Stage(OptionalLong.empty(), List.of(launch));
    }
  }

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

  /** A byte offset in the step's arena. */
  public record Arena(long offset) implements Place {}

  /** A byte offset in the constants. */
  public record Constants(long offset) implements Place {}

  /** A byte offset in the prepare's arena. */
  public record Bound(long offset) implements Place {}
}
