package mind.compiler.ir.op;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;

/**
 * Writes StableHLO text, one line an operation; values are numbered as they come. What an operation
 * writes is the meaning that {@link Op#evaluate} gives it, said in another language: where
 * StableHLO leaves a case to whoever implements it, the case is written out.
 */
public final class HloWriter {
  private final StringBuilder text = new StringBuilder();
  private int next;

  /** A value by its name, {@code %3} or {@code %arg0}. */
  public record Value(String name, Type type) {
    @Override
    public String toString() {
      return name;
    }

    boolean isFloat() {
      return type.dtype().isFloat();
    }
  }

  /** What has been written, a line each. */
  public String text() {
    return text.toString();
  }

  /** The function's argument number {@code index}, which has no line of its own. */
  public static Value argument(int index, Type type) {
    return new Value("%arg" + index, type);
  }

  /** A type as StableHLO has it: {@code tensor<2x3xf32>}. */
  public static String type(Type type) {
    String dims =
        Arrays.stream(type.shape().dims()).mapToObj(d -> d + "x").collect(Collectors.joining());
    return "tensor<" + dims + (type.dtype() == DType.BOOL ? "i1" : type.dtype().text()) + ">";
  }

  /** Any operation, its types written out. */
  Value line(String operation, Type result) {
    Value value = new Value("%" + next++, result);
    text.append("    ").append(value).append(" = ").append(operation).append('\n');
    return value;
  }

  /** {@code stablehlo.OP a, b : T}: on values of one type, or on none. */
  Value map(String op, Type type, Value... operands) {
    return line("stablehlo." + op + names(operands) + " : " + type(type), type);
  }

  /** Element by element on values of one type, which is the result's. */
  Value map(String op, Value... operands) {
    return map(op, operands[0].type(), operands);
  }

  /** {@code stablehlo.OP a, b, ATTRIBUTES : (A, B) -> R}. */
  Value apply(String op, String attributes, Type result, Value... operands) {
    String rest = attributes.isEmpty() ? "" : ", " + attributes;
    return line("stablehlo." + op + names(operands) + rest + signature(result, operands), result);
  }

  private static String names(Value... operands) {
    return operands.length == 0
        ? ""
        : " " + Arrays.stream(operands).map(Value::name).collect(Collectors.joining(", "));
  }

  /** {@code : (A, B) -> R}. */
  static String signature(Type result, Value... operands) {
    String types =
        Arrays.stream(operands).map(v -> type(v.type())).collect(Collectors.joining(", "));
    return " : (" + types + ") -> " + type(result);
  }

  /** Every element has these bits. */
  Value constant(Type type, long bits) {
    return map("constant dense<" + literal(type.dtype(), bits) + ">", type);
  }

  /** A value of x's type, the same everywhere, rounded to its dtype. */
  Value like(Value x, double value) {
    return constant(x.type(), x.type().dtype().bits(value));
  }

  /** One element; a float by its bits. */
  static String literal(DType dtype, long bits) {
    return switch (dtype) {
      case BOOL -> bits != 0 ? "true" : "false";
      case I32, I64 -> Long.toString(bits);
      case F32 -> String.format(Locale.ROOT, "0x%08X", (int) bits);
      case F64 -> String.format(Locale.ROOT, "0x%016X", bits);
    };
  }

  Value compare(Compare.Kind kind, Value a, Value b) {
    String order =
        switch (a.type().dtype()) {
          case BOOL -> "UNSIGNED";
          case I32, I64 -> "SIGNED";
          case F32, F64 -> "FLOAT";
        };
    Type result = a.type().withDType(DType.BOOL);
    String operation = "stablehlo.compare " + kind + "," + names(a, b) + ", " + order;
    return line(operation + signature(result, a, b), result);
  }

  Value select(Value condition, Value then, Value otherwise) {
    String types = " : " + type(condition.type()) + ", " + type(then.type());
    return line("stablehlo.select" + names(condition, then, otherwise) + types, then.type());
  }

  /** By value, where that is defined. */
  Value convert(Value x, DType dtype) {
    return x.type().dtype() == dtype ? x : apply("convert", "", x.type().withDType(dtype), x);
  }

  Value reshape(Value x, Shape shape) {
    return x.type().shape().equals(shape) ? x : apply("reshape", "", x.type().withShape(shape), x);
  }

  Value broadcast(Value x, Shape shape, Ints dims) {
    return apply("broadcast_in_dim", "dims = " + dims, x.type().withShape(shape), x);
  }

  /**
   * x - n y rounded once, where n is x / y without its fraction, so that x less the rounded product
   * is exact. StableHLO has no {@code fma}: f32 is computed in f64, and in f64 the product's error,
   * by Dekker's method, is taken away after the product.
   */
  Value remainder(Value x, Value n, Value y) {
    if (x.type().dtype() == DType.F32) {
      Value product = map("multiply", convert(n, DType.F64), convert(y, DType.F64));
      return convert(map("subtract", convert(x, DType.F64), product), DType.F32);
    }
    Value product = map("multiply", n, y);
    Value[] a = halves(n);
    Value[] b = halves(y);
    Value error = map("subtract", map("multiply", a[0], b[0]), product);
    error = map("add", error, map("multiply", a[0], b[1]));
    error = map("add", error, map("multiply", a[1], b[0]));
    error = map("add", error, map("multiply", a[1], b[1]));
    Value rest = map("subtract", x, product);
    Value infinity = like(x, Double.POSITIVE_INFINITY);
    Value known = compare(Compare.Kind.LT, map("abs", error), infinity);
    return select(known, map("subtract", rest, error), rest);
  }

  /** An f64 as the sum of two of 26 bits, whose products are exact. */
  private Value[] halves(Value x) {
    Type bits = x.type().withDType(DType.I64);
    Value rounded = map("add", apply("bitcast_convert", "", bits, x), constant(bits, 1L << 26));
    Value upper = map("and", rounded, constant(bits, -1L << 27));
    Value high = apply("bitcast_convert", "", x.type(), upper);
    return new Value[] {high, map("subtract", x, high)};
  }
}
