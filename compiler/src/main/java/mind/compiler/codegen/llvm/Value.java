package mind.compiler.codegen.llvm;

/**
 * A value in IR text.
 *
 * @param name a register ({@code %v7}) or a constant as it is written
 * @param depth of the scope in {@link Ir} that defines it; 0 for constants
 */
record Value(String name, Type type, int depth) {
  static Value constant(Type type, String text) {
    return new Value(text, type, 0);
  }

  static Value i64(long value) {
    return constant(Type.I64, Long.toString(value));
  }

  boolean isConstant() {
    return !name.startsWith("%");
  }

  /** The value of an integer constant. */
  long asLong() {
    return Long.parseLong(name);
  }

  /** Type and name, as most operands are written. */
  String typed() {
    return type.text() + " " + name;
  }
}
