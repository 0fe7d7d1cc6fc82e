package mind.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes .npy files byte by byte (format 1.0), apart from the code under test. */
final class Arrays {
  private Arrays() {}

  static String f32(Path file, int[] shape, double... values) throws IOException {
    ByteBuffer data = buffer(values.length * Float.BYTES);
    for (double value : values) {
      data.putFloat((float) value);
    }
    return write(file, "<f4", shape, data);
  }

  static String f64(Path file, int[] shape, double... values) throws IOException {
    ByteBuffer data = buffer(values.length * Double.BYTES);
    for (double value : values) {
      data.putDouble(value);
    }
    return write(file, "<f8", shape, data);
  }

  static String i32(Path file, int[] shape, int... values) throws IOException {
    ByteBuffer data = buffer(values.length * Integer.BYTES);
    for (int value : values) {
      data.putInt(value);
    }
    return write(file, "<i4", shape, data);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String write(Path file, String type, int[] shape, ByteBuffer data)
      throws IOException {
    String axes = IntStream.of(shape).mapToObj(n -> "" + n).collect(Collectors.joining(", "));
    if (shape.length == 1) {
      axes += ","; // Python's tuple of one
    }
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, axes);
    int length = Math.ceilDiv(10 + header.length() + 1, 64) * 64 - 10;
    ByteBuffer all = buffer(10 + length + data.capacity());
    all.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    all.put((byte) 0).putShort((short) length);
    all.put(header.getBytes(StandardCharsets.US_ASCII));
    all.put(" ".repeat(length - header.length() - 1).getBytes(StandardCharsets.US_ASCII));
    all.put((byte) '\n').put(data.flip());
    byte[] bytes = new byte[all.flip().remaining()];
    all.get(bytes);
    Files.write(file, bytes);
    return file.toString();
  }
}
