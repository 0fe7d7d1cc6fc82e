package mind.compiler.mlir;

import java.util.List;
import mind.compiler.kernel.DType;

/** An SSA value of a tensor type of static shape. */
record TensorValue(String name, DType dtype, List<Long> extents) {
  TensorValue {
    extents = List.copyOf(extents);
  }

  String type() {
    return Types.tensor(dtype, extents);
  }

  /** Another value of the same type. */
  TensorValue named(String other) {
    return new TensorValue(other, dtype, extents);
  }

  Value value() {
    return new Value(name, type());
  }
}
