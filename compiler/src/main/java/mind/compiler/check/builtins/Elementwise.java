package mind.compiler.check.builtins;

import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/** Functions of one element, or of elements at the same place. */
final class Elementwise {
  private Elementwise() {}

  /** A composition of a float tensor, which goes leaf by leaf through structs. */
  interface FloatFunction {
    Tensor apply(Graph g, Tensor x);
  }

  static Builtin.Composition unary(Unary.Kind kind) {
    return a -> a.operators().unary(kind, a.value(0), a.call(), a.name());
  }

  static Builtin.Composition floats(FloatFunction function) {
    return a ->
        a.operators()
            .mapLeaves(a.value(0), a.call(), leaf -> function.apply(a.graph(), a.floats(leaf, 0)));
  }

  static Builtin.Composition binary(Binary.Kind kind) {
    return a -> a.operators().arithmetic(kind, a.value(0), a.value(1), a.call(), a.name());
  }

  static Builtin.Composition compare(Compare.Kind kind) {
    return a -> a.operators().compare(kind, a.value(0), a.value(1), a.call(), a.name());
  }

  static Value neg(Arguments a) {
    return a.operators().negate(a.value(0), a.call());
  }

  static Value pow(Arguments a) {
    return Powers.power(a.kit(), a.value(0), a.value(1), a.call());
  }

  /** The quotient of logarithms, not a product with 1 / ln b: log2(8) is then exactly 3. */
  static FloatFunction logarithm(double base) {
    return (g, x) ->
        g.binary(Binary.Kind.DIV, g.unary(Unary.Kind.LOG, x), g.like(x, Math.log(base)));
  }

  static Tensor rsqrt(Graph g, Tensor x) {
    return g.binary(Binary.Kind.DIV, g.like(x, 1), g.unary(Unary.Kind.SQRT, x));
  }

  static Tensor tan(Graph g, Tensor x) {
    return g.binary(Binary.Kind.DIV, g.unary(Unary.Kind.SIN, x), g.unary(Unary.Kind.COS, x));
  }

  /**
   * From expm1 for small arguments, from halves of the exponent where its square would overflow.
   */
  static Tensor sinh(Graph g, Tensor x) {
    Tensor half = g.like(x, 0.5);
    Tensor size = magnitude(g, x);
    Tensor large = g.compare(Compare.Kind.GT, size, g.like(x, 20));
    Tensor safe = g.select(large, g.like(x, 0), x);
    Tensor up = g.unary(Unary.Kind.EXPM1, safe);
    Tensor down = g.unary(Unary.Kind.EXPM1, g.unary(Unary.Kind.NEG, safe));
    Tensor small = g.binary(Binary.Kind.MUL, half, g.binary(Binary.Kind.SUB, up, down));
    Tensor sign = g.unary(Unary.Kind.SIGN, x);
    Tensor far = g.select(large, size, g.like(x, 0));
    return g.select(large, g.binary(Binary.Kind.MUL, sign, halfExp(g, far)), small);
  }

  static Tensor cosh(Graph g, Tensor x) {
    Tensor size = magnitude(g, x);
    Tensor minus = g.unary(Unary.Kind.NEG, size);
    Tensor tail = g.binary(Binary.Kind.MUL, g.like(x, 0.5), g.unary(Unary.Kind.EXP, minus));
    return g.binary(Binary.Kind.ADD, halfExp(g, size), tail);
  }

  /**
   * |x| with the slope 1 at 0, where that of abs is 0: even functions keep their curvature there.
   */
  private static Tensor magnitude(Graph g, Tensor x) {
    Tensor negative = g.compare(Compare.Kind.LT, x, g.like(x, 0));
    return g.select(negative, g.unary(Unary.Kind.NEG, x), x);
  }

  /** exp(x) / 2 without overflow of exp(x). */
  private static Tensor halfExp(Graph g, Tensor x) {
    Tensor root = g.unary(Unary.Kind.EXP, g.binary(Binary.Kind.MUL, g.like(x, 0.5), x));
    return g.binary(Binary.Kind.MUL, g.binary(Binary.Kind.MUL, g.like(x, 0.5), root), root);
  }

  /** 2 atan(x / (1 + sqrt((1 - x)(1 + x)))): no cancellation near +-1. */
  static Tensor asin(Graph g, Tensor x) {
    Tensor one = g.like(x, 1);
    Tensor product =
        g.binary(
            Binary.Kind.MUL, g.binary(Binary.Kind.SUB, one, x), g.binary(Binary.Kind.ADD, one, x));
    Tensor root = g.unary(Unary.Kind.SQRT, product);
    Tensor ratio = g.binary(Binary.Kind.DIV, x, g.binary(Binary.Kind.ADD, one, root));
    return g.binary(Binary.Kind.MUL, g.like(x, 2), g.unary(Unary.Kind.ATAN, ratio));
  }

  /** 2 atan(sqrt((1 - x) / (1 + x))) */
  static Tensor acos(Graph g, Tensor x) {
    Tensor one = g.like(x, 1);
    Tensor ratio =
        g.binary(
            Binary.Kind.DIV, g.binary(Binary.Kind.SUB, one, x), g.binary(Binary.Kind.ADD, one, x));
    Tensor angle = g.unary(Unary.Kind.ATAN, g.unary(Unary.Kind.SQRT, ratio));
    return g.binary(Binary.Kind.MUL, g.like(x, 2), angle);
  }

  /** The angle of the point (x, y): atan of the smaller ratio, moved to its octant. */
  static Value atan2(Arguments a) {
    Graph g = a.graph();
    Operators.Pair pair = a.operators().align(a.value(0), a.value(1), a.call(), a.name());
    if (pair == null) {
      return Value.ERROR;
    }
    Tensor y = pair.a();
    Tensor x = pair.b();
    if (!x.dtype().isFloat()) {
      throw a.dtype(0, y, "a float");
    }
    Tensor zero = g.like(x, 0);
    Tensor ax = magnitude(g, x);
    Tensor ay = magnitude(g, y);
    Tensor steep = g.compare(Compare.Kind.GT, ay, ax);
    Tensor low = g.select(steep, ax, ay);
    Tensor high = g.select(steep, ay, ax);
    Tensor origin = g.compare(Compare.Kind.EQ, high, zero);
    // Both infinite: the diagonal, as the ratio of equal finite sides has it by itself.
    Tensor infinite = g.compare(Compare.Kind.EQ, low, g.like(x, Double.POSITIVE_INFINITY));
    Tensor constant = g.binary(Binary.Kind.OR, origin, infinite);
    Tensor ratio = g.binary(Binary.Kind.DIV, low, g.select(constant, g.like(x, 1), high));
    Tensor whole = g.select(origin, zero, g.like(x, 1));
    Tensor angle = g.unary(Unary.Kind.ATAN, g.select(constant, whole, ratio));
    Tensor upright = g.binary(Binary.Kind.SUB, g.like(x, Math.PI / 2), angle);
    Tensor first = g.select(steep, upright, angle);
    Tensor back = g.binary(Binary.Kind.SUB, g.like(x, Math.PI), first);
    Tensor half = g.select(g.compare(Compare.Kind.LT, x, zero), back, first);
    Tensor below = g.compare(Compare.Kind.LT, y, zero);
    return g.select(below, g.unary(Unary.Kind.NEG, half), half);
  }

  static Tensor ceil(Graph g, Tensor x) {
    return g.unary(Unary.Kind.NEG, g.unary(Unary.Kind.FLOOR, g.unary(Unary.Kind.NEG, x)));
  }

  /**
   * To the nearest integer, ties to even: adding 2^23 (2^52) to the size leaves no bits for a
   * fraction, and the addition itself rounds so.
   */
  static Tensor round(Graph g, Tensor x) {
    Tensor still = g.unary(Unary.Kind.STOP, x);
    Tensor shift = g.like(x, x.dtype() == DType.F32 ? 0x1p23 : 0x1p52);
    Tensor size = g.unary(Unary.Kind.ABS, still);
    Tensor rounded = g.binary(Binary.Kind.SUB, g.binary(Binary.Kind.ADD, size, shift), shift);
    Tensor negative = g.compare(Compare.Kind.LT, still, g.like(x, 0));
    Tensor signed = g.select(negative, g.unary(Unary.Kind.NEG, rounded), rounded);
    return g.select(g.compare(Compare.Kind.LT, size, shift), signed, still);
  }

  static Value where(Arguments a) {
    Graph g = a.graph();
    Tensor condition = a.tensor(0);
    if (condition.dtype() != DType.BOOL) {
      throw a.dtype(0, condition, "a condition (bool)");
    }
    Operators.Pair pair = a.operators().align(a.value(1), a.value(2), a.call(), a.name());
    if (pair == null) {
      return Value.ERROR;
    }
    long[] dims = a.operators().broadcasting().shape(condition.dims(), pair.a().dims(), a.call());
    if (dims == null) {
      return Value.ERROR;
    }
    return g.select(
        g.broadcastTo(condition, dims),
        g.broadcastTo(pair.a(), dims),
        g.broadcastTo(pair.b(), dims));
  }

  static Value clip(Arguments a) {
    Value value = a.value(0);
    if (!a.has(1) && !a.has(2)) {
      a.error(Code.ARGUMENTS, a.call(), "`clip` needs `min`, `max`, or both");
      throw new Rejected();
    }
    if (a.has(1)) {
      value = a.operators().arithmetic(Binary.Kind.MAX, value, a.value(1), a.call(), "clip");
    }
    if (a.has(2)) {
      value = a.operators().arithmetic(Binary.Kind.MIN, value, a.value(2), a.call(), "clip");
    }
    return value;
  }

  static Value stopGradient(Arguments a) {
    return a.operators()
        .mapLeaves(
            a.value(0),
            a.call(),
            leaf -> {
              Tensor x = a.kit().conversions().tensor(leaf, a.node(0));
              return x == null || !x.dtype().isFloat() ? leaf : a.graph().unary(Unary.Kind.STOP, x);
            });
  }
}
