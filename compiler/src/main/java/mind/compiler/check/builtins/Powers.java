package mind.compiler.check.builtins;

import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Folding;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * {@code x ** y}. A small whole exponent that is known is a product, which is exact where pow is
 * not and has plain derivatives; integers have no other power.
 */
public final class Powers {
  /** Longer products of floats round more often than pow does. */
  private static final int LARGEST_PRODUCT = 4;

  private Powers() {}

  public static Value power(Toolkit kit, Value base, Value exponent, Node at) {
    if (base instanceof Value.Invalid || exponent instanceof Value.Invalid) {
      return Value.ERROR;
    }
    Long whole = whole(exponent);
    if (base instanceof Untyped && exponent instanceof Untyped) {
      return kit.operators().arithmetic(Binary.Kind.POW, base, exponent, at, "**");
    }
    if (base instanceof Untyped u && u.real() && whole != null) { // as in 2.0 ** i
      return kit.operators().arithmetic(Binary.Kind.POW, base, Untyped.of(whole), at, "**");
    }
    if (whole != null && Operators.isComposite(base)) {
      return kit.operators().mapLeaves(base, at, leaf -> power(kit, leaf, exponent, at));
    }
    if (whole == null || !Conversions.isNumeric(base)) {
      return general(kit, base, exponent, at);
    }
    Tensor x = kit.conversions().tensor(base, at);
    if (x == null) {
      return Value.ERROR;
    }
    if (x.dtype().isInteger()) {
      if (whole < 0) {
        kit.session()
            .error(Code.TYPE_MISMATCH, at, "a power of integers needs an exponent of 0 or more")
            .note("the exponent is " + whole)
            .help("convert the base with `as f32`");
        return Value.ERROR;
      }
      Static known = base instanceof Static s ? known(kit, s, whole) : null;
      return known != null ? known : product(kit.graph(), x, whole);
    }
    if (x.dtype().isFloat() && Math.abs(whole) <= LARGEST_PRODUCT) {
      Tensor product = product(kit.graph(), x, Math.abs(whole));
      return whole >= 0
          ? product
          : kit.graph().binary(Binary.Kind.DIV, kit.graph().like(x, 1), product);
    }
    Value literal = exponent instanceof Untyped ? exponent : Untyped.of(whole);
    return general(kit, x, literal, at);
  }

  private static Value general(Toolkit kit, Value base, Value exponent, Node at) {
    DType dtype = Conversions.dtype(base);
    if (dtype != null && dtype.isInteger()) {
      kit.session()
          .error(Code.TYPE_MISMATCH, at, "a power of integers needs a whole exponent known now")
          .help("convert both sides with `as f32`");
      return Value.ERROR;
    }
    Value left = base instanceof Static s ? constant(kit, s, at) : base;
    return kit.operators().arithmetic(Binary.Kind.POW, left, exponent, at, "**");
  }

  private static Value constant(Toolkit kit, Static s, Node at) {
    Tensor tensor = kit.conversions().tensor(s, at);
    return tensor == null ? Value.ERROR : tensor;
  }

  private static @Nullable Long whole(Value exponent) {
    return switch (exponent) {
      case Untyped u when !u.real() && Dims.isKnown(u.integer()) -> u.integer();
      // Only the type of a power by a name is looked at.
      case Static s when s.dtype().isInteger() -> Dims.isSymbol(s.bits()) ? 2 : s.bits();
      default -> null;
    };
  }

  private static @Nullable Static known(Toolkit kit, Static base, long exponent) {
    if (base.dtype() == DType.I64 && Dims.isSymbol(base.bits())) {
      long power = kit.dims().operation("((%s) ** %s)", base.bits(), exponent);
      return new Static(DType.I64, power);
    }
    return Folding.known(base.dtype(), base.dtype().bits(Folding.power(base.bits(), exponent)));
  }

  private static Tensor product(Graph g, Tensor x, long exponent) {
    Tensor result = null;
    Tensor square = x;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result == null ? square : g.binary(Binary.Kind.MUL, result, square);
      }
      if (rest > 1) {
        square = g.binary(Binary.Kind.MUL, square, square);
      }
    }
    return result == null ? g.like(x, 1) : result;
  }
}
