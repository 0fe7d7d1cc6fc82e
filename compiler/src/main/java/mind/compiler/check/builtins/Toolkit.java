package mind.compiler.check.builtins;

import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.MatrixProduct;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Session;

/** What compositions are made with. */
public record Toolkit(
    Session session,
    Graph graph,
    Conversions conversions,
    Operators operators,
    MatrixProduct matrix,
    Draws draws) {

  public static Toolkit of(Session session) {
    Conversions conversions = new Conversions(session);
    Operators operators = new Operators(session, conversions);
    return new Toolkit(
        session,
        session.graph(),
        conversions,
        operators,
        new MatrixProduct(session, conversions, operators),
        new Draws());
  }

  public Dims dims() {
    return session.dims();
  }

  /** Counts the draws without a key, each of which gets a key of its own. */
  public static final class Draws {
    private long next;

    long next() {
      return next++;
    }
  }
}
