package mind.cli.terminal;

import java.util.List;
import java.util.Locale;
import mind.client.Tensors;
import mind.v1.DType;
import mind.v1.TensorType;

/** Tensor types as people and JSON see them: {@code f32[2,3]}, and {@code f32} for a scalar. */
public final class Types {
  private Types() {}

  /** The language's name of a dtype. */
  public static String name(DType dtype) {
    return dtype.name().toLowerCase(Locale.ROOT);
  }

  public static String text(TensorType type) {
    return Tensors.describe(type);
  }

  /** A type whose dimensions may be names. */
  public static String text(DType dtype, List<String> shape) {
    return shape.isEmpty() ? name(dtype) : name(dtype) + "[" + String.join(",", shape) + "]";
  }
}
