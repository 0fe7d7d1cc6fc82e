package mind.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mind.v1.DType;
import mind.v1.NamedTensor;
import mind.v1.Tensor;
import mind.v1.TensorType;

/**
 * Java arrays to tensors of the wire and back. Arrays are flat and row-major; a shape without
 * dimensions is a scalar.
 */
public final class Tensors {
  private Tensors() {}

  public static Tensor of(float[] values, long... shape) {
    ByteBuffer bytes = buffer(DType.F32, values.length, shape);
    bytes.asFloatBuffer().put(values);
    return tensor(DType.F32, bytes, shape);
  }

  public static Tensor of(double[] values, long... shape) {
    ByteBuffer bytes = buffer(DType.F64, values.length, shape);
    bytes.asDoubleBuffer().put(values);
    return tensor(DType.F64, bytes, shape);
  }

  public static Tensor of(int[] values, long... shape) {
    ByteBuffer bytes = buffer(DType.I32, values.length, shape);
    bytes.asIntBuffer().put(values);
    return tensor(DType.I32, bytes, shape);
  }

  public static Tensor of(long[] values, long... shape) {
    ByteBuffer bytes = buffer(DType.I64, values.length, shape);
    bytes.asLongBuffer().put(values);
    return tensor(DType.I64, bytes, shape);
  }

  public static Tensor of(boolean[] values, long... shape) {
    ByteBuffer bytes = buffer(DType.BOOL, values.length, shape);
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, (byte) (values[i] ? 1 : 0));
    }
    return tensor(DType.BOOL, bytes, shape);
  }

  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  public static Tensor scalar(double value) {
    return of(new double[] {value});
  }

  public static Tensor scalar(int value) {
    return of(new int[] {value});
  }

  public static Tensor scalar(long value) {
    return of(new long[] {value});
  }

  public static Tensor scalar(boolean value) {
    return of(new boolean[] {value});
  }

  public static float[] floats(Tensor tensor) {
    float[] values = new float[count(tensor, DType.F32)];
    content(tensor).asFloatBuffer().get(values);
    return values;
  }

  public static double[] doubles(Tensor tensor) {
    double[] values = new double[count(tensor, DType.F64)];
    content(tensor).asDoubleBuffer().get(values);
    return values;
  }

  public static int[] ints(Tensor tensor) {
    int[] values = new int[count(tensor, DType.I32)];
    content(tensor).asIntBuffer().get(values);
    return values;
  }

  public static long[] longs(Tensor tensor) {
    long[] values = new long[count(tensor, DType.I64)];
    content(tensor).asLongBuffer().get(values);
    return values;
  }

  public static boolean[] booleans(Tensor tensor) {
    boolean[] values = new boolean[count(tensor, DType.BOOL)];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.getRaw().byteAt(i) != 0;
    }
    return values;
  }

  public static NamedTensor named(String name, Tensor tensor) {
    return NamedTensor.newBuilder().setName(name).setTensor(tensor).build();
  }

  /**
   * The tensor of this name.
   *
   * @throws IllegalArgumentException when there is none; the message lists those there are
   */
  public static Tensor get(List<NamedTensor> tensors, String name) {
    return tensors.stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .map(NamedTensor::getTensor)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no tensor '%s' among %s"
                    .formatted(name, tensors.stream().map(NamedTensor::getName).toList())));
  }

  /** Bytes of one element. */
  public static int elementBytes(DType dtype) {
    return switch (dtype) {
      case BOOL -> 1;
      case I32, F32 -> 4;
      case I64, F64 -> 8;
      case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a tensor without dtype");
    };
  }

  /** A type as the language writes it: {@code f32[2,3]}, or {@code f32} for a scalar. */
  public static String describe(TensorType type) {
    String dtype = type.getDtype().name().toLowerCase(Locale.ROOT);
    return type.getShapeCount() == 0
        ? dtype
        : type.getShapeList().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",", dtype + "[", "]"));
  }

  /** Elements of a shape. */
  static long elements(long... shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "the shape %s has a dimension below 1".formatted(Arrays.toString(shape)));
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  static Tensor tensor(DType dtype, ByteBuffer bytes, long... shape) {
    return tensor(dtype, UnsafeByteOperations.unsafeWrap(bytes), shape);
  }

  static Tensor tensor(DType dtype, ByteString raw, long... shape) {
    TensorType.Builder type = TensorType.newBuilder().setDtype(dtype);
    for (long dimension : shape) {
      type.addShape(dimension);
    }
    return Tensor.newBuilder().setType(type).setRaw(raw).build();
  }

  private static ByteBuffer buffer(DType dtype, int length, long... shape) {
    long elements = elements(shape);
    if (elements != length) {
      throw new IllegalArgumentException(
          "the shape %s has %d elements, the array %d"
              .formatted(Arrays.toString(shape), elements, length));
    }
    return ByteBuffer.allocate(Math.multiplyExact(length, elementBytes(dtype)))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int count(Tensor tensor, DType dtype) {
    if (tensor.getType().getDtype() != dtype) {
      throw new IllegalArgumentException(
          "the tensor is %s, not %s"
              .formatted(describe(tensor.getType()), dtype.name().toLowerCase(Locale.ROOT)));
    }
    if (!tensor.hasRaw()) {
      throw new IllegalArgumentException("the tensor's content is elsewhere, by digest");
    }
    long[] shape = tensor.getType().getShapeList().stream().mapToLong(Long::longValue).toArray();
    long elements = elements(shape);
    if (elements * elementBytes(dtype) != tensor.getRaw().size()) {
      throw new IllegalArgumentException(
          "%s with %d bytes".formatted(describe(tensor.getType()), tensor.getRaw().size()));
    }
    return Math.toIntExact(elements);
  }

  private static ByteBuffer content(Tensor tensor) {
    return tensor.getRaw().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
