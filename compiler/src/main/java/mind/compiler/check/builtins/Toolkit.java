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
    MatrixProduct matrix) {

  public static Toolkit of(Session session) {
    Conversions conversions = new Conversions(session);
    Operators operators = new Operators(session, conversions);
    return new Toolkit(
        session,
        session.graph(),
        conversions,
        operators,
        new MatrixProduct(session, conversions, operators));
  }

  public Dims dims() {
    return session.dims();
  }
}
