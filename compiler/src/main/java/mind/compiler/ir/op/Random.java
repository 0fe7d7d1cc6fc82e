package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarEvaluator;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.kernel.math.Philox;

/**
 * Counter-based random numbers (Philox 4x32-10, numerics rule 5) under a key, an i64 scalar. The
 * element at a flat position depends on nothing but the key and that position.
 */
public record Random(Kind kind, Type type) implements Op {

  /** What is drawn. */
  public enum Kind {
    /** Floats in [0, 1). */
    UNIFORM,
    /** Floats of mean 0 and variance 1. */
    NORMAL,
    /** A new key, an i64 scalar, from a key and a number. */
    FOLD
  }

  public Random {
    boolean fits = kind == Kind.FOLD ? type.equals(KEY) : type.dtype().isFloat();
    if (!fits) {
      throw new IrException("E4003", "random " + Attributes.kind(kind).kind() + " of " + type);
    }
  }

  private static final Type KEY = Type.scalar(DType.I64);

  /** Derives a key from a key and a number. */
  public static Random fold() {
    return new Random(Kind.FOLD, KEY);
  }

  @Override
  public Attributes attributes() {
    return Attributes.kind(kind);
  }

  @Override
  public int arity() {
    return kind == Kind.FOLD ? 2 : 1;
  }

  @Override
  public Type infer(Type... operands) {
    for (Type operand : operands) {
      if (!operand.equals(KEY)) {
        throw new IrException("E4003", "random by a key of " + operand);
      }
    }
    return type;
  }

  /** Elements that one counter gives: each takes one word, or two as F64. */
  private int perBlock() {
    return kind == Kind.FOLD ? 1 : type.dtype() == DType.F32 ? 4 : 2;
  }

  /**
   * The elements of one block; the key is load 0, the block's number axis 0 or, to fold, load 1.
   */
  private ScalarCode code() {
    ScalarCode.Builder b = new ScalarCode.Builder();
    Ref key = b.load(0, DType.I64);
    Ref counter = kind == Kind.FOLD ? b.load(1, DType.I64) : b.axis(0);
    Ref zero = b.integer(DType.I32, 0);
    Ref domain =
        b.integer(DType.I32, kind == Kind.FOLD ? 1 : 0); // keys and draws never share a counter
    List<Ref> words =
        Philox.words(
            b,
            List.of(low(b, counter), high(b, counter), zero, domain),
            List.of(low(b, key), high(b, key)));
    return b.build(
        switch (kind) {
          case FOLD -> List.of(join(b, words.get(1), words.get(0)));
          case UNIFORM -> uniforms(b, words);
          case NORMAL -> normals(b, uniforms(b, words));
        });
  }

  private static Ref low(ScalarCode.Builder b, Ref x) {
    return b.convert(x, DType.I32);
  }

  private static Ref high(ScalarCode.Builder b, Ref x) {
    return b.convert(b.apply(ScalarOp.LSHR, x, b.integer(DType.I64, 32)), DType.I32);
  }

  private static Ref join(ScalarCode.Builder b, Ref high, Ref low) {
    Ref shifted = b.apply(ScalarOp.SHL, b.zext(high), b.integer(DType.I64, 32));
    return b.apply(ScalarOp.OR, shifted, b.zext(low));
  }

  /** An F32 takes a word, an F64 two, the first above the second. */
  private List<Ref> uniforms(ScalarCode.Builder b, List<Ref> words) {
    List<Ref> uniforms = new ArrayList<>();
    for (int i = 0; i < perBlock(); i++) {
      uniforms.add(
          type.dtype() == DType.F32
              ? Philox.uniformF32(b, words.get(i))
              : Philox.uniformF64(b, words.get(2 * i), words.get(2 * i + 1)));
    }
    return uniforms;
  }

  /** Uniforms 2j and 2j + 1 give the elements 2j and 2j + 1. */
  private static List<Ref> normals(ScalarCode.Builder b, List<Ref> uniforms) {
    List<Ref> normals = new ArrayList<>();
    for (int i = 0; i < uniforms.size(); i += 2) {
      normals.addAll(Philox.normalPair(b, uniforms.get(i), uniforms.get(i + 1)));
    }
    return normals;
  }

  @Override
  public Tensor evaluate(Type resultType, Tensor... o) {
    ScalarEvaluator evaluator = new ScalarEvaluator(code());
    long[] bits = new long[Math.toIntExact(type.elements())];
    for (int i = 0; i < bits.length; i++) {
      if (i % perBlock() == 0) {
        evaluator.run(new Block(i / perBlock(), o));
      }
      bits[i] = evaluator.result(i % perBlock());
    }
    return Tensor.of(type, i -> bits[(int) i]);
  }

  private record Block(long number, Tensor[] operands) implements ScalarEvaluator.Leaves {
    @Override
    public long load(int operand) {
      return operands[operand].bits(0);
    }

    @Override
    public long axis(int axis) {
      return number;
    }

    @Override
    public long combined(int index) {
      throw new IllegalStateException("nothing combined here");
    }
  }

  @Override
  public void vjp(Vjp v) {}

  @Override
  public Value stablehlo(HloWriter h, Type resultType, Value... o) {
    PhiloxHlo philox = new PhiloxHlo(h);
    return kind == Kind.FOLD ? philox.fold(o[0], o[1]) : philox.draw(kind, type, o[0]);
  }

  @Override
  public Lowering lower(Type resultType, Type... o) {
    long elements = type.elements();
    int per = perBlock();
    List<Axis> axes =
        kind == Kind.FOLD ? List.of() : List.of(Axis.parallel((elements + per - 1) / per));
    List<Access> reads = new ArrayList<>();
    for (int i = 0; i < o.length; i++) {
      reads.add(Loops.at(i, KEY, List.of()));
    }
    List<Access> writes = new ArrayList<>();
    if (kind == Kind.FOLD) {
      writes.add(Loops.at(o.length, KEY, List.of()));
    } else {
      for (int i = 0; i < per; i++) {
        Index index = Index.strided(i, 0, per, 1);
        boolean guarded = elements % per != 0;
        writes.add(
            new Access(o.length, type.dtype(), List.of(elements), List.of(index), guarded, 0));
      }
    }
    return Lowering.of(Nest.map(axes, reads, code(), writes));
  }
}
