package mind.compiler.ir.op;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/** A constant: one value everywhere, positions along a dimension, or every element given. */
public record Const(Type type, Content content) implements Op {

  /** What the elements are. */
  public sealed interface Content {}

  /** Every element has these bits. */
  public record Splat(long bits) implements Content {}

  /** An element is its index along {@code dim}, in the dtype; integers and floats only. */
  public record Iota(int dim) implements Content {}

  /** Every element given. */
  public record Dense(Tensor value) implements Content {}

  public Const {
    if (content instanceof Iota iota
        && (iota.dim() < 0 || iota.dim() >= type.rank() || type.dtype() == DType.BOOL)) {
      throw new IrException("E4005", "iota along " + iota.dim() + " of " + type);
    }
    content =
        canonical(type.dtype(), content); // which NaN a host computes must not show in text or keys
  }

  private static Content canonical(DType dtype, Content content) {
    return switch (content) {
      case Splat s -> {
        long bits = dtype.canonical(s.bits());
        yield bits == s.bits() ? s : new Splat(bits);
      }
      case Dense d -> new Dense(d.value().canonical());
      case Iota i -> i;
    };
  }

  public static Const splat(Type type, long bits) {
    return new Const(type, new Splat(bits));
  }

  public static Const iota(Type type, int dim) {
    return new Const(type, new Iota(dim));
  }

  /** The tensor as a constant: a splat where all elements have the same bits. */
  public static Const of(Tensor value) {
    long first = value.bits(0);
    for (long i = 1; i < value.type().elements(); i++) {
      if (value.bits(i) != first) {
        return new Const(value.type(), new Dense(value));
      }
    }
    return splat(value.type(), first);
  }

  @Override
  public Attributes attributes() {
    return switch (content) {
      case Splat s -> word("splat").with("bits", "0x" + Long.toHexString(mask(s.bits())));
      case Iota i -> word("iota").with("dim", i.dim());
      case Dense d ->
          word("dense").with("data", "0x" + HexFormat.of().formatHex(d.value().bytes()));
    };
  }

  private static Attributes word(String kind) {
    return new Attributes(kind, java.util.Map.of());
  }

  private long mask(long bits) {
    return type.dtype().bytes() == 8 ? bits : bits & ((1L << (8 * type.dtype().bytes())) - 1);
  }

  static Const parse(Attributes attributes, Type type) {
    return switch (attributes.kind()) {
      case "splat" -> splat(type, parseBits(type.dtype(), attributes.text("bits")));
      case "iota" -> iota(type, attributes.integer("dim"));
      case "dense" ->
          new Const(type, new Dense(Tensor.ofBytes(type, parseData(attributes.text("data")))));
      default ->
          throw new IrException("E4005", "unknown kind of constant '" + attributes.kind() + "'");
    };
  }

  private static byte[] parseData(String hex) {
    try {
      if (!hex.startsWith("0x")) {
        throw new IllegalArgumentException(hex);
      }
      return HexFormat.of().parseHex(hex, 2, hex.length());
    } catch (IllegalArgumentException e) {
      throw new IrException("E4005", "constant data is not hexadecimal");
    }
  }

  private static long parseBits(DType dtype, String hex) {
    try {
      if (!hex.startsWith("0x")) {
        throw new NumberFormatException();
      }
      long bits = Long.parseUnsignedLong(hex, 2, hex.length(), 16);
      int width = 8 * dtype.bytes();
      boolean fits = dtype == DType.BOOL ? bits >>> 1 == 0 : width == 64 || bits >>> width == 0;
      if (!fits) {
        throw new NumberFormatException();
      }
      return width == 32 ? (int) bits : bits;
    } catch (NumberFormatException e) {
      throw new IrException("E4005", "'" + hex + "' are no bits of " + dtype.text());
    }
  }

  @Override
  public int arity() {
    return 0;
  }

  @Override
  public Type infer(Type... operands) {
    return type;
  }

  @Override
  public Tensor evaluate(Type resultType, Tensor... operands) {
    return switch (content) {
      case Splat s -> Tensor.of(type, i -> s.bits());
      case Iota iota -> {
        long stride = type.shape().strides()[iota.dim()];
        yield Tensor.of(type, i -> type.dtype().bits(i / stride % type.dim(iota.dim())));
      }
      case Dense d -> d.value();
    };
  }

  @Override
  public void vjp(Vjp vjp) {}

  @Override
  public Value stablehlo(HloWriter h, Type resultType, Value... o) {
    return switch (content) {
      case Splat s -> h.constant(type, s.bits());
      case Iota i -> h.map("iota dim = " + i.dim(), type);
      case Dense d when type.dtype() == DType.BOOL -> { // whose packing in hexadecimal has changed
        Type flat = Type.of(DType.BOOL, Math.toIntExact(type.elements()));
        String items =
            LongStream.range(0, type.elements())
                .mapToObj(i -> HloWriter.literal(DType.BOOL, d.value().bits(i)))
                .collect(Collectors.joining(", "));
        yield h.reshape(h.map("constant dense<[" + items + "]>", flat), type.shape());
      }
      case Dense d -> h.map("constant dense<\"" + attributes().values().get("data") + "\">", type);
    };
  }

  @Override
  public Lowering lower(Type resultType, Type... operands) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return switch (content) {
      case Splat s -> fill(b, b.literal(type.dtype(), s.bits()));
      case Iota iota -> fill(b, b.convert(b.axis(iota.dim()), type.dtype()));
      case Dense d -> new Lowering.Constant(d.value());
    };
  }

  private Lowering fill(ScalarCode.Builder b, ScalarCode.Ref value) {
    return Lowering.of(
        Nest.map(
            Loops.axes(type.shape()),
            List.of(),
            b.build(List.of(value)),
            List.of(Loops.pointwise(0, type))));
  }

  /** A splat of the same value under another shape. */
  public static Const splat(DType dtype, Shape shape, double value) {
    return splat(new Type(dtype, shape), dtype.bits(value));
  }

  /** Whether a value is a constant with these bits everywhere. */
  static boolean isSplat(FunctionBuilder b, int value, long bits) {
    return b.instruction(value).op() instanceof Const c
        && c.content() instanceof Splat s
        && s.bits() == bits;
  }

  /** The one element of a value that is the same everywhere, as bits. */
  public static java.util.OptionalLong splatBits(FunctionBuilder b, int value) {
    return b.instruction(value).op() instanceof Const c && c.content() instanceof Splat s
        ? java.util.OptionalLong.of(s.bits())
        : java.util.OptionalLong.empty();
  }

  /**
   * Moves and repetitions of a constant that is the same everywhere: that constant in another
   * shape, or -1.
   */
  static int reshaped(FunctionBuilder b, Type type, int operand) {
    java.util.OptionalLong bits = splatBits(b, operand);
    return bits.isPresent() ? b.add(splat(type, bits.getAsLong())) : -1;
  }
}
