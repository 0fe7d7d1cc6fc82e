package mind.compiler.kernel.math;

import java.util.List;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/** Placeholder until the real generator lands. */
public final class Philox {
  private Philox() {}

  public static List<Ref> words(ScalarCode.Builder b, List<Ref> counter, List<Ref> key) {
    return counter;
  }
}
