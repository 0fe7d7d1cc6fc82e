package mind.compiler.check.builtins;

import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.MatrixProduct;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Session;

/** What compositions are made with. */
public record Toolkit(Session session, Graph graph, Conversions conversions, Operators operators) {

  public static Toolkit of(Session session) {
    Conversions conversions = new Conversions(session);
    return new Toolkit(session, session.graph(), conversions, new Operators(session, conversions));
  }

  public Dims dims() {
    return session.dims();
  }

  public MatrixProduct matrix() {
    return new MatrixProduct(session, conversions, operators);
  }
}
