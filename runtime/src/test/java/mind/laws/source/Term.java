package mind.laws.source;

/** An expression's text and how tightly its outermost operator binds. */
record Term(String text, int level) {
  static final int OPEN = 0; // closures, blocks, conditionals: never an operand without parentheses
  static final int OR = 1;
  static final int AND = 2;
  static final int COMPARISON = 3;
  static final int SUM = 4;
  static final int PRODUCT = 5;
  static final int CAST = 6;
  static final int SIGN = 7;
  static final int POWER = 8;
  static final int POSTFIX = 9;

  static Term postfix(String text) {
    return new Term(text, POSTFIX);
  }

  /** As an operand where at least this level is needed. */
  String at(int least) {
    return level >= least ? text : "(" + text + ")";
  }

  /** Where any expression may stand. */
  @Override
  public String toString() {
    return text;
  }

  /** Where a block follows: no brace may come first. */
  String head() {
    return text.contains("{") ? "(" + text + ")" : text;
  }

  static Term binary(String operator, int level, Term left, Term right) {
    return new Term(left.at(level) + " " + operator + " " + right.at(level + 1), level);
  }
}
