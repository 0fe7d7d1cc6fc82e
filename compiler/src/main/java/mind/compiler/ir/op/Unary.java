package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.kernel.math.Elementary;

/** A function of one element. */
public record Unary(Kind kind) implements Op {

  /** Which dtypes a kind takes. */
  private enum Domain {
    FLOAT,
    NUMBER,
    BITS,
    ANY
  }

  /** The function. */
  public enum Kind {
    NEG(Domain.NUMBER, "negate") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return b.neg(x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.neg(ct);
      }
    },
    ABS(Domain.NUMBER, "abs") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return b.abs(x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, e.unary(SIGN, x));
      }
    },
    /** -1, 0 or 1; zeros and NaN are kept. */
    SIGN(Domain.NUMBER, "sign") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        Ref zero = b.integer(x.dtype(), 0);
        Ref orMinus = b.select(b.lt(x, zero), b.integer(x.dtype(), -1), x);
        return b.select(b.lt(zero, x), b.integer(x.dtype(), 1), orMinus);
      }
    },
    EXP(Domain.FLOAT, "exponential") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.exp(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, y);
      }
    },
    EXPM1(Domain.FLOAT, "exponential_minus_one") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.expm1(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, e.unary(EXP, x)); // y + 1 would lose all digits for large negative x
      }
    },
    LOG(Domain.FLOAT, "log") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.log(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.div(ct, x);
      }
    },
    LOG1P(Domain.FLOAT, "log_plus_one") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.log1p(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.div(ct, e.add(x, e.like(x, 1)));
      }
    },
    SQRT(Domain.FLOAT, "sqrt") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return b.apply(ScalarOp.SQRT, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.div(e.mul(ct, e.like(ct, 0.5)), y);
      }
    },
    TANH(Domain.FLOAT, "tanh") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.tanh(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, e.sub(e.like(y, 1), e.mul(y, y)));
      }
    },
    LOGISTIC(Domain.FLOAT, "logistic") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.logistic(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, e.mul(y, e.unary(LOGISTIC, e.neg(x)))); // 1 - y would cancel for large x
      }
    },
    /**
     * x < 0 ? 0 : x, so that -0 and NaN are kept, with the derivative 0 at 0. Composed of a choice
     * it would have the derivative of one of its sides there.
     */
    RELU(Domain.FLOAT) {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        Ref zero = b.integer(x.dtype(), 0);
        return b.select(b.lt(x, zero), zero, x);
      }

      @Override
      Value stablehlo(HloWriter h, Value x) {
        Value zero = h.like(x, 0);
        return h.select(h.compare(Compare.Kind.LT, x, zero), zero, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        int zero = e.like(y, 0);
        return e.select(e.compare(Compare.Kind.GT, y, zero), ct, zero); // x need not be kept
      }
    },
    SIN(Domain.FLOAT, "sine") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.sin(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.mul(ct, e.unary(COS, x));
      }
    },
    COS(Domain.FLOAT, "cosine") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.cos(b, x);
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.neg(e.mul(ct, e.unary(SIN, x)));
      }
    },
    ATAN(Domain.FLOAT) {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.atan(b, x);
      }

      @Override
      Value stablehlo(HloWriter h, Value x) {
        return h.map("atan2", x, h.like(x, 1));
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        return e.div(ct, e.add(e.like(x, 1), e.mul(x, x)));
      }
    },
    ERF(Domain.FLOAT) {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return Elementary.erf(b, x);
      }

      @Override
      Value stablehlo(HloWriter h, Value x) {
        String type = HloWriter.type(x.type());
        return h.line("chlo.erf " + x + " : " + type + " -> " + type, x.type());
      }

      @Override
      int derivative(Emitter e, int x, int y, int ct) {
        int slope = e.unary(EXP, e.neg(e.mul(x, x)));
        return e.mul(ct, e.mul(e.like(x, 2 / Math.sqrt(Math.PI)), slope));
      }
    },
    FLOOR(Domain.FLOAT, "floor") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return b.apply(ScalarOp.FLOOR, x);
      }
    },
    /** Logical on BOOL, bitwise on integers. */
    NOT(Domain.BITS, "not") {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return b.apply(ScalarOp.XOR, x, b.integer(x.dtype(), -1));
      }
    },
    /** The same value, through which no derivative flows. */
    STOP(Domain.ANY) {
      @Override
      Ref scalar(ScalarCode.Builder b, Ref x) {
        return x;
      }

      @Override
      Value stablehlo(HloWriter h, Value x) {
        return x;
      }
    };

    private final Domain domain;
    private final String hlo;

    Kind(Domain domain) {
      this(domain, "");
    }

    Kind(Domain domain, String hlo) {
      this.domain = domain;
      this.hlo = hlo;
    }

    abstract Ref scalar(ScalarCode.Builder b, Ref x);

    Value stablehlo(HloWriter h, Value x) {
      return h.map(hlo, x);
    }

    /**
     * The operand's cotangent from operand x, result y and cotangent ct; -1 where no derivative
     * flows.
     */
    int derivative(Emitter e, int x, int y, int ct) {
      return -1;
    }

    /** Whether it is defined on elements of this dtype. */
    public boolean accepts(DType dtype) {
      return switch (domain) {
        case FLOAT -> dtype.isFloat();
        case NUMBER -> dtype != DType.BOOL;
        case BITS -> !dtype.isFloat();
        case ANY -> true;
      };
    }
  }

  @Override
  public Attributes attributes() {
    return Attributes.kind(kind);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... operands) {
    if (!kind.accepts(operands[0].dtype())) {
      throw new IrException("E4003", attributes().kind() + " of " + operands[0]);
    }
    return operands[0];
  }

  private ScalarCode code(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(kind.scalar(b, b.load(0, dtype))));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    return Loops.evaluate(code(type.dtype()), type, operands);
  }

  @Override
  public void vjp(Vjp v) {
    int cotangent = kind.derivative(v.emit(), v.operand(0), v.result(), v.cotangent());
    if (cotangent >= 0) {
      v.add(0, cotangent);
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return kind.stablehlo(h, o[0]);
  }

  @Override
  public Lowering lower(Type type, Type... operands) {
    return kind == Kind.STOP
        ? new Lowering.Alias()
        : Loops.pointwise(code(type.dtype()), type, operands);
  }

  @Override
  public boolean pointwise() {
    return true;
  }

  /** Two negations undo each other; {@code stop} has done its work once autodiff is over. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    Instruction x = b.instruction(o[0]);
    boolean undone = (kind == Kind.NEG || kind == Kind.NOT) && x.op().equals(this);
    return kind == Kind.STOP ? o[0] : undone ? x.operand(0) : -1;
  }
}
