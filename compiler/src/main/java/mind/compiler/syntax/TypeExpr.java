package mind.compiler.syntax;

/** Types as written. {@code diff T} is T here: floats are differentiable without it. */
public sealed interface TypeExpr extends Node {

  /** {@code f32}, {@code Params}, {@code unit} */
  record Named(int start, int end, int name) implements TypeExpr {}

  /** All three spellings of a tensor type. */
  record Tensor(int start, int end, TypeExpr element, Expr[] dims) implements TypeExpr {}

  record Tuple(int start, int end, TypeExpr[] elements) implements TypeExpr {}

  /** {@code fn(f32) -> f32} */
  record Function(int start, int end, TypeExpr[] parameters, TypeExpr result) implements TypeExpr {}

  /** Where a type should stand; already reported. */
  record Bad(int start, int end) implements TypeExpr {}
}
