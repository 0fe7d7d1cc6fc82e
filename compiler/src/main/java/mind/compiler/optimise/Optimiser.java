package mind.compiler.optimise;

import java.util.List;
import mind.compiler.ir.Function;

/** The passes in order, each a class of its own. */
public final class Optimiser {
  private Optimiser() {}

  private static final List<Pass> ROUND =
      List.of(new Dce(), new Canonicalise(), new Sink(), new Fold(), new Cse());

  /** Rounds until nothing changes are few in practice; this bounds them. */
  private static final int MAX_ROUNDS = 8;

  /** The passes of one round, in order. */
  public static List<Pass> passes() {
    return ROUND;
  }

  /** An equivalent function with the same inputs and outputs, whose outputs have the same bits. */
  public static Function run(Function f) {
    Function result = f;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Function before = result;
      for (Pass pass : ROUND) {
        result = pass.run(result);
      }
      if (result.equals(before)) { // at once, as passes give back what they do not change
        break;
      }
    }
    return new Dce().run(result);
  }
}
