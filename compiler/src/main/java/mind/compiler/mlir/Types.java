package mind.compiler.mlir;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.DType;

/** Texts of types and of constants, bit for bit. */
final class Types {
  /** Constants of more elements are written as their bytes. */
  private static final int LISTED = 64;

  private Types() {}

  static String scalar(DType dtype) {
    return switch (dtype) {
      case BOOL -> "i1";
      case I32, I64, F32, F64 -> dtype.text();
    };
  }

  static String tensor(DType dtype, List<Long> extents) {
    String dims = extents.stream().map(e -> e + "x").collect(Collectors.joining());
    return "tensor<" + dims + scalar(dtype) + ">";
  }

  static String vector(DType dtype, int lanes) {
    return "vector<" + lanes + "x" + scalar(dtype) + ">";
  }

  /** A float's decimal digits are those of the exact double, so they read back to the same bits. */
  static String literal(DType dtype, long bits) {
    return switch (dtype) {
      case BOOL -> bits != 0 ? "true" : "false";
      case I32, I64 -> Long.toString(bits);
      case F32 ->
          Float.isFinite(Float.intBitsToFloat((int) bits))
              ? Double.toString(dtype.toDouble(bits))
              : "0x" + HexFormat.of().toHexDigits((int) bits);
      case F64 ->
          Double.isFinite(Double.longBitsToDouble(bits))
              ? Double.toString(dtype.toDouble(bits))
              : "0x" + HexFormat.of().toHexDigits(bits);
    };
  }

  /** The attribute of a constant tensor, with its type. */
  static String dense(Tensor value) {
    DType dtype = value.type().dtype();
    List<Long> extents = value.type().shape().extents();
    long elements = value.type().elements();
    boolean splat = LongStream.range(1, elements).allMatch(i -> value.bits(i) == value.bits(0));
    String content;
    if (splat) {
      content = literal(dtype, value.bits(0));
    } else if (elements <= LISTED || dtype == DType.BOOL) { // bytes of i1 would be packed bits
      content = list(value, extents, 0, 0, elements);
    } else {
      content = "\"0x" + HexFormat.of().withUpperCase().formatHex(value.bytes()) + "\"";
    }
    return "dense<" + content + "> : " + tensor(dtype, extents);
  }

  private static String list(Tensor value, List<Long> extents, int dim, long start, long elements) {
    if (dim == extents.size()) {
      return literal(value.type().dtype(), value.bits(start));
    }
    long step = elements / extents.get(dim);
    return LongStream.range(0, extents.get(dim))
        .mapToObj(i -> list(value, extents, dim + 1, start + i * step, step))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
