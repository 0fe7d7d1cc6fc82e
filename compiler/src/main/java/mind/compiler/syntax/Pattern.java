package mind.compiler.syntax;

/** What {@code let} binds: a name, or the parts of a tuple or struct taken apart. */
public sealed interface Pattern {
  int start();

  int end();

  record Name(int start, int end, int name) implements Pattern {}

  /** {@code (a, b)} */
  record Tuple(int start, int end, Pattern[] parts) implements Pattern {}

  /** {@code Params { w1, b1: other }} */
  record Struct(int start, int end, int struct, int[] fields, Pattern[] parts) implements Pattern {}

  /** Where a pattern should stand; already reported. */
  record Bad(int start, int end) implements Pattern {}
}
