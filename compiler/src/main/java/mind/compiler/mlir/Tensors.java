package mind.compiler.mlir;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.DType;

/** The present value of each of the buffers that an operation's nests number. */
final class Tensors {
  private final Lines out;
  private final Map<Integer, TensorValue> values = new TreeMap<>();

  Tensors(Lines out) {
    this.out = out;
  }

  void set(int buffer, TensorValue value) {
    values.put(buffer, value);
  }

  /** A buffer under the extents that an access gives it; of any content if none was written. */
  TensorValue get(Access access) {
    return get(access.buffer(), access.dtype(), access.extents());
  }

  TensorValue get(int buffer, DType dtype, List<Long> extents) {
    TensorValue value = values.get(buffer);
    return value == null ? empty(dtype, extents) : reshaped(value, extents);
  }

  TensorValue empty(DType dtype, List<Long> extents) {
    String name = out.let("tensor.empty() : " + Types.tensor(dtype, extents));
    return new TensorValue(name, dtype, extents);
  }

  /** The same elements in row-major order: all dimensions become one, and that one others. */
  TensorValue reshaped(TensorValue value, List<Long> extents) {
    if (value.extents().equals(extents)) {
      return value;
    }
    TensorValue flat = value;
    if (value.extents().size() > 1) {
      List<Long> one =
          extents.isEmpty()
              ? List.of()
              : List.of(value.extents().stream().reduce(1L, (a, b) -> a * b));
      flat = collapsed(value, one);
    } else if (extents.isEmpty()) {
      flat = collapsed(value, extents);
    }
    return flat.extents().equals(extents) ? flat : expanded(flat, extents);
  }

  private TensorValue collapsed(TensorValue value, List<Long> extents) {
    return new TensorValue(
        out.let(
            ("tensor.collapse_shape " + value.name() + " " + groups(extents, value.extents()))
                + (" : " + value.type() + " into " + Types.tensor(value.dtype(), extents))),
        value.dtype(),
        extents);
  }

  private TensorValue expanded(TensorValue value, List<Long> extents) {
    return new TensorValue(
        out.let(
            ("tensor.expand_shape " + value.name() + " " + groups(value.extents(), extents))
                + (" output_shape " + extents + " : " + value.type())
                + (" into " + Types.tensor(value.dtype(), extents))),
        value.dtype(),
        extents);
  }

  /** One group of all dimensions; none for a scalar. */
  private static String groups(List<Long> few, List<Long> many) {
    return few.isEmpty() ? "[]" : "[" + IntStream.range(0, many.size()).boxed().toList() + "]";
  }
}
