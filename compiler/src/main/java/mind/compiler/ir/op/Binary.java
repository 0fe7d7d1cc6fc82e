package mind.compiler.ir.op;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.kernel.math.Elementary;

/** A function of two elements of equal type, at the same position. */
public record Binary(Kind kind) implements Op {
  private static final Map<Code, ScalarCode> CODES = new ConcurrentHashMap<>();

  /**
   * The function; {@code derive} adds to the operands' cotangents. Integers follow numerics rule 6.
   */
  public enum Kind {
    ADD("add") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.add(x, y);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        v.add(0, v.cotangent());
        v.add(1, v.cotangent());
      }
    },
    SUB("subtract") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.sub(x, y);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        v.add(0, v.cotangent());
        if (v.needs(1)) {
          v.add(1, e.neg(v.cotangent()));
        }
      }
    },
    MUL("multiply") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.mul(x, y);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        if (x == y && v.needs(0)) { // 2 ct x, as one writes it
          v.add(0, e.mul(e.add(v.cotangent(), v.cotangent()), x));
          return;
        }
        if (v.needs(0)) {
          v.add(0, e.mul(v.cotangent(), y));
        }
        if (v.needs(1)) {
          v.add(1, e.mul(v.cotangent(), x));
        }
      }
    },
    DIV("divide") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        if (x.dtype().isFloat()) {
          return b.div(x, y);
        }
        Ref zero = b.integer(x.dtype(), 0);
        Ref quotient = b.apply(ScalarOp.SDIV, x, safeDivisor(b, y));
        Ref byMinusOne = b.eq(y, b.integer(x.dtype(), -1));
        return b.select(b.eq(y, zero), zero, b.select(byMinusOne, b.neg(x), quotient));
      }

      @Override
      Value stablehlo(HloWriter h, Value x, Value y) {
        if (x.isFloat()) {
          return super.stablehlo(h, x, y);
        }
        Value zero = h.like(y, 0);
        Value byMinusOne = h.compare(Compare.Kind.EQ, y, h.like(y, -1));
        Value quotient = super.stablehlo(h, x, safeDivisor(h, y));
        Value unlessZero = h.select(byMinusOne, h.map("negate", x), quotient);
        return h.select(h.compare(Compare.Kind.EQ, y, zero), zero, unlessZero);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        int byY = e.div(v.cotangent(), y);
        v.add(0, byY);
        if (v.needs(1)) {
          v.add(1, e.neg(e.mul(byY, v.result())));
        }
      }
    },
    REM("remainder") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        if (x.dtype().isFloat()) {
          Ref infinity = b.real(x.dtype(), Double.POSITIVE_INFINITY);
          Ref quotient = b.apply(ScalarOp.TRUNC, b.div(x, y));
          Ref finite = b.lt(b.abs(x), infinity);
          Ref keeps = b.apply(ScalarOp.AND, finite, b.eq(b.abs(y), infinity));
          return b.select(keeps, x, b.fma(b.neg(quotient), y, x));
        }
        Ref zero = b.integer(x.dtype(), 0);
        Ref remainder = b.apply(ScalarOp.SREM, x, safeDivisor(b, y));
        return b.select(b.eq(y, zero), zero, remainder);
      }

      @Override
      Value stablehlo(HloWriter h, Value x, Value y) {
        Value zero = h.like(y, 0);
        if (x.isFloat()) {
          Value quotient = h.map("divide", x, y);
          Value negative = h.compare(Compare.Kind.LT, quotient, zero);
          Value whole = h.select(negative, h.map("ceil", quotient), h.map("floor", quotient));
          Value rest = h.remainder(x, whole, y);
          Value infinity = h.like(y, Double.POSITIVE_INFINITY);
          Value finite = h.compare(Compare.Kind.LT, h.map("abs", x), infinity);
          Value byInfinity = h.compare(Compare.Kind.EQ, h.map("abs", y), infinity);
          return h.select(h.map("and", finite, byInfinity), x, rest);
        }
        Value remainder = super.stablehlo(h, x, safeDivisor(h, y));
        return h.select(h.compare(Compare.Kind.EQ, y, zero), zero, remainder);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        v.add(0, v.cotangent());
        if (v.needs(1)) {
          int quotient = e.div(x, y);
          int sign = e.unary(Unary.Kind.SIGN, quotient);
          int whole = e.mul(sign, e.unary(Unary.Kind.FLOOR, e.unary(Unary.Kind.ABS, quotient)));
          v.add(1, e.neg(e.mul(v.cotangent(), whole)));
        }
      }
    },
    MAX("maximum") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.apply(ScalarOp.MAX, x, y);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        deriveChoice(v, e, e.compare(Compare.Kind.GE, x, y));
      }
    },
    MIN("minimum") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.apply(ScalarOp.MIN, x, y);
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        deriveChoice(v, e, e.compare(Compare.Kind.LE, x, y));
      }
    },
    /** Floats only; integer powers are multiplications. */
    POW("power") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return Elementary.pow(b, x, y);
      }

      @Override
      public boolean accepts(DType dtype) {
        return dtype.isFloat();
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {
        int zero = e.like(x, 0);
        int atZero = e.compare(Compare.Kind.EQ, x, zero);
        if (v.needs(0)) { // y x^(y-1), which is 0 where x = y = 0, not 0 * inf
          int both = e.binary(AND, atZero, e.compare(Compare.Kind.EQ, y, zero));
          int exponent = e.sub(e.select(both, e.like(y, 1), y), e.like(y, 1));
          v.add(0, e.mul(v.cotangent(), e.mul(y, e.binary(POW, x, exponent))));
        }
        if (v.needs(1)) { // x^y log x, which tends to 0 with x; the logarithm itself must not see 0
          int log = e.unary(Unary.Kind.LOG, e.select(atZero, e.like(x, 1), x));
          int slope = e.select(atZero, zero, e.mul(v.result(), log));
          v.add(1, e.mul(v.cotangent(), slope));
        }
      }
    },
    /** Logical on BOOL, bitwise on integers. */
    AND("and") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.apply(ScalarOp.AND, x, y);
      }

      @Override
      public boolean accepts(DType dtype) {
        return !dtype.isFloat();
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {}
    },
    /** Logical on BOOL, bitwise on integers. */
    OR("or") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x, Ref y) {
        return b.apply(ScalarOp.OR, x, y);
      }

      @Override
      public boolean accepts(DType dtype) {
        return !dtype.isFloat();
      }

      @Override
      void derive(Vjp v, Emitter e, int x, int y) {}
    };

    private final String hlo;

    Kind(String hlo) {
      this.hlo = hlo;
    }

    abstract Ref scalar(ScalarCode.Builder b, Ref x, Ref y);

    Value stablehlo(HloWriter h, Value x, Value y) {
      return h.map(hlo, x, y);
    }

    abstract void derive(Vjp v, Emitter e, int x, int y);

    public boolean accepts(DType dtype) {
      return dtype != DType.BOOL;
    }

    /** The divisor, or 1 in place of those that machines fault on. */
    private static Ref safeDivisor(ScalarCode.Builder b, Ref y) {
      Ref zero = b.eq(y, b.integer(y.dtype(), 0));
      Ref minusOne = b.eq(y, b.integer(y.dtype(), -1));
      return b.select(b.apply(ScalarOp.OR, zero, minusOne), b.integer(y.dtype(), 1), y);
    }

    private static Value safeDivisor(HloWriter h, Value y) {
      Value zero = h.compare(Compare.Kind.EQ, y, h.like(y, 0));
      Value minusOne = h.compare(Compare.Kind.EQ, y, h.like(y, -1));
      return h.select(h.map("or", zero, minusOne), h.like(y, 1), y);
    }

    /** The whole cotangent goes to the chosen operand, the first in a tie. */
    private static void deriveChoice(Vjp v, Emitter e, int first) {
      int zero = e.like(v.cotangent(), 0);
      if (v.needs(0)) {
        v.add(0, e.select(first, v.cotangent(), zero));
      }
      if (v.needs(1)) {
        v.add(1, e.select(first, zero, v.cotangent()));
      }
    }
  }

  @Override
  public Attributes attributes() {
    return Attributes.kind(kind);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public Type infer(Type... o) {
    if (!o[0].equals(o[1]) || !kind.accepts(o[0].dtype())) {
      throw new IrException("E4003", attributes().kind() + " of " + o[0] + " and " + o[1]);
    }
    return o[0];
  }

  /**
   * Made once for each kind and dtype: numbers are folded one by one, a power takes long to make.
   */
  private ScalarCode code(DType dtype) {
    return CODES.computeIfAbsent(new Code(kind, dtype), Code::make);
  }

  private record Code(Kind kind, DType dtype) {
    ScalarCode make() {
      ScalarCode.Builder b = new ScalarCode.Builder();
      return b.build(List.of(kind.scalar(b, b.load(0, dtype), b.load(1, dtype))));
    }
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    return Loops.evaluate(code(type.dtype()), type, operands);
  }

  @Override
  public void vjp(Vjp v) {
    kind.derive(v, v.emit(), v.operand(0), v.operand(1));
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return kind.stablehlo(h, o[0], o[1]);
  }

  @Override
  public Lowering lower(Type type, Type... operands) {
    return Loops.pointwise(code(type.dtype()), type, operands);
  }

  @Override
  public boolean pointwise() {
    return true;
  }

  /** x + -0, x - 0, x * 1 and x / 1 have x's bits; x + 0 has not where x is -0. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    DType dtype = type.dtype();
    long zero = dtype.bits(0L);
    long minusZero = dtype.bits(-0.0);
    long one = dtype.bits(1L);
    return switch (kind) {
      case ADD ->
          Const.isSplat(b, o[1], minusZero) ? o[0] : Const.isSplat(b, o[0], minusZero) ? o[1] : -1;
      case SUB -> Const.isSplat(b, o[1], zero) ? o[0] : -1;
      case MUL -> Const.isSplat(b, o[1], one) ? o[0] : Const.isSplat(b, o[0], one) ? o[1] : -1;
      case DIV -> Const.isSplat(b, o[1], one) ? o[0] : -1;
      case AND, OR -> o[0] == o[1] ? o[0] : -1;
      case REM, MAX, MIN, POW -> -1;
    };
  }
}
