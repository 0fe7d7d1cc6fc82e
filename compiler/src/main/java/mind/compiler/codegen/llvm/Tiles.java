package mind.compiler.codegen.llvm;

import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;

/**
 * Writes the code of one register tile: everything from loads to stores for a few neighbouring
 * points.
 */
interface Tiles {
  /**
   * Writes a tile at the frame's point.
   *
   * @param vectors of {@code lanes} points each, in every row
   */
  void emit(int rows, int vectors, int lanes);

  /** The tiles of a nest, by its combine rule and schedule. */
  static Tiles of(Emission e) {
    return switch (e.nest.combine()) {
      case NONE ->
          SquareTiles.turned(e).isEmpty()
              ? (rows, vectors, lanes) -> map(e, Emission.spots(rows, vectors, lanes))
              : new SquareTiles(e);
      case SCATTER_ADD ->
          (rows, vectors, lanes) -> scatter(e, Emission.spots(rows, vectors, lanes));
      case FMA_CHAIN, ADD_CHAIN ->
          e.schedule.swept() > 0 ? new SweptTiles(e, e.schedule.swept()) : new ChainTiles(e);
      case MAX, MIN -> e.schedule.reducing() ? new LaneTiles(e) : new ChainTiles(e);
      case LANES -> e.schedule.reducing() ? new LaneTiles(e) : new ScalarLaneTiles(e);
    };
  }

  private static void map(Emission e, List<Spot> spots) {
    for (Spot spot : spots) {
      e.finish(spot, e.body(spot));
    }
  }

  /** Each destination takes its updates in the order of the reduce axes, which stay loops. */
  private static void scatter(Emission e, List<Spot> spots) {
    e.loopOver(
        e.reduceAxes(),
        List.of(),
        none -> {
          for (Spot spot : spots) {
            List<Value> results = e.points.evaluate(e.nest.epilogue(), spot, e.body(spot));
            e.accesses.addTo(0, results.getFirst(), spot);
          }
          return none;
        });
  }
}
