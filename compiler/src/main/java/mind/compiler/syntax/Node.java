package mind.compiler.syntax;

import mind.compiler.source.Span;

/**
 * A node of the syntax tree, from byte {@code start} up to {@code end}. Nodes are records over
 * arrays that nobody writes after parsing; names are numbers (see {@link Names}).
 */
public sealed interface Node permits Expr, TypeExpr, Statement, Parameter, Argument, Subscript {
  int start();

  int end();

  default Span span() {
    return new Span(start(), end());
  }
}
