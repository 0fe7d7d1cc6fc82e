package mind.compiler.syntax;

import org.jspecify.annotations.Nullable;

/** Expressions. */
public sealed interface Expr extends Node {

  /** An integer from 0 to 2⁶³; the last, before which a sign stands, is negative here. */
  record IntegerLiteral(int start, int end, long value) implements Expr {}

  /** A float as each of its possible types reads it. */
  record FloatLiteral(int start, int end, double wide, float narrow) implements Expr {}

  record BooleanLiteral(int start, int end, boolean value) implements Expr {}

  record StringLiteral(int start, int end, String text) implements Expr {}

  record Name(int start, int end, int name) implements Expr {}

  record Unary(int start, int end, UnaryOperator operator, Expr operand) implements Expr {}

  /** A binary operation; the operator's token is at {@code at}. */
  record Binary(int start, int end, BinaryOperator operator, int at, Expr left, Expr right)
      implements Expr {}

  record Cast(int start, int end, Expr value, TypeExpr type) implements Expr {}

  record Call(int start, int end, Expr callee, Argument[] arguments) implements Expr {}

  record Index(int start, int end, Expr base, Subscript[] subscripts) implements Expr {}

  /** {@code base.name} or {@code base::name}; the name starts at {@code nameStart}. */
  record Field(int start, int end, Expr base, int name, int nameStart) implements Expr {}

  /** {@code base.0} */
  record Part(int start, int end, Expr base, int index) implements Expr {}

  /** {@code ()}, {@code (a,)}, {@code (a, b)} */
  record Tuple(int start, int end, Expr[] elements) implements Expr {}

  record Array(int start, int end, Expr[] elements) implements Expr {}

  /** {@code Params { w: a, b }}; a value is null where the name alone was written. */
  record StructLiteral(int start, int end, int name, int nameEnd, FieldValue[] fields)
      implements Expr {}

  /** A block, with the statements' last expression as its value if it has no semicolon. */
  record Block(int start, int end, Statement[] statements, @Nullable Expr value) implements Expr {}

  record If(int start, int end, Expr condition, Block then, @Nullable Expr otherwise)
      implements Expr {}

  record Closure(int start, int end, Parameter[] parameters, Expr body) implements Expr {}

  /** {@code on(gpu0) { .. }} */
  record On(int start, int end, Expr place, Block body) implements Expr {}

  /** {@code match x { .. }}: recognised so that it can be named as unsupported. */
  record Match(int start, int end) implements Expr {}

  /** Where an expression should stand; already reported. */
  record Bad(int start, int end) implements Expr {}

  /** One field of a struct literal. */
  record FieldValue(int name, int start, int end, Expr value) {}

  /** Prefix operators. */
  enum UnaryOperator {
    NEGATE("-"),
    NOT("!");

    private final String text;

    UnaryOperator(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** Infix operators. */
  enum BinaryOperator {
    ADD("+", 4),
    SUBTRACT("-", 4),
    MULTIPLY("*", 5),
    DIVIDE("/", 5),
    REMAINDER("%", 5),
    MATMUL("@", 5),
    POWER("**", 6),
    EQUAL("==", 3),
    NOT_EQUAL("!=", 3),
    LESS("<", 3),
    LESS_EQUAL("<=", 3),
    GREATER(">", 3),
    GREATER_EQUAL(">=", 3),
    AND("&&", 2),
    OR("||", 1);

    private final String text;
    private final int precedence;

    BinaryOperator(String text, int precedence) {
      this.text = text;
      this.precedence = precedence;
    }

    /** How tightly it binds its operands (rule 5.1); from 1, the loosest. */
    public int precedence() {
      return precedence;
    }

    public String text() {
      return text;
    }
  }
}
