package mind.compiler.syntax;

import org.jspecify.annotations.Nullable;

/** Statements and declarations; a program is a list of them. */
public sealed interface Statement extends Node {

  /** What gives a meaning to a name in all of its block. */
  sealed interface Declaration extends Statement {
    int name();

    int nameStart();

    int nameEnd();
  }

  record Let(
      int start, int end, boolean mutable, Pattern pattern, @Nullable TypeExpr type, Expr value)
      implements Statement {}

  /** {@code target = value}, or with an operator {@code target += value}. */
  record Assign(
      int start, int end, Expr target, Expr.@Nullable BinaryOperator operator, int at, Expr value)
      implements Statement {}

  /** An expression whose value is dropped. */
  record Evaluate(int start, int end, Expr value) implements Statement {}

  record Return(int start, int end, @Nullable Expr value) implements Statement {}

  /** {@code for name in from..to { .. }} */
  record For(int start, int end, int name, Expr from, Expr to, Expr.Block body)
      implements Statement {}

  record While(int start, int end) implements Statement {}

  record Function(
      int start,
      int end,
      int name,
      int nameStart,
      int nameEnd,
      Parameter[] parameters,
      @Nullable TypeExpr result,
      Expr.Block body)
      implements Declaration {}

  record Struct(int start, int end, int name, int nameStart, int nameEnd, Parameter[] fields)
      implements Declaration {}

  record TypeAlias(int start, int end, int name, int nameStart, int nameEnd, TypeExpr type)
      implements Declaration {}

  record Const(
      int start, int end, int name, int nameStart, int nameEnd, @Nullable TypeExpr type, Expr value)
      implements Declaration {}

  /**
   * {@code import a.b as c}, {@code use a::{b, c as d}}; no selection imports the module itself.
   */
  record Import(int start, int end, int[] path, Selection[] selected, int alias)
      implements Statement {}

  /** {@code export { a, b }}; on a declaration the word changes nothing. */
  record Export(int start, int end, int[] names) implements Statement {}

  /** Where a statement should stand; already reported. */
  record Bad(int start, int end) implements Statement {}

  /** One imported name; {@code alias} equals {@code name} without an {@code as}. */
  record Selection(int start, int end, int name, int alias) {}
}
