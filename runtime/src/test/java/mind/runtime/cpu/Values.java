package mind.runtime.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import mind.compiler.kernel.DType;

/** Numbers to test with: ordinary ones, and the odd ones of each type. */
final class Values {
  private static final double[] ODD = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1e-40,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    9.3e18,
    -9.3e18,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    16777217.0,
    1.5,
    2.5,
    -2.5
  };

  private Values() {}

  static long get(DType dtype, ByteBuffer buffer, int i) {
    return switch (dtype) {
      case BOOL -> buffer.get(i);
      case I32, F32 -> buffer.getInt(4 * i);
      case I64, F64 -> buffer.getLong(8 * i);
    };
  }

  static void put(DType dtype, ByteBuffer buffer, int i, long bits) {
    switch (dtype) {
      case BOOL -> buffer.put(i, (byte) bits);
      case I32, F32 -> buffer.putInt(4 * i, (int) bits);
      case I64, F64 -> buffer.putLong(8 * i, bits);
    }
  }

  /** Mostly ordinary numbers, one in eight odd. */
  static byte[] random(DType dtype, int count, Random random) {
    byte[] bytes = new byte[count * dtype.bytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(dtype, buffer, i, random(dtype, random));
    }
    return bytes;
  }

  static long random(DType dtype, Random random) {
    if (dtype == DType.BOOL) {
      return random.nextInt(2);
    }
    if (random.nextInt(8) > 0) {
      return dtype.isFloat() ? dtype.bits(random.nextGaussian()) : random.nextInt(2000) - 1000;
    }
    return switch (random.nextInt(4)) {
      case 0 ->
          dtype.isFloat() ? dtype.bits(random.nextGaussian() * 1e9) : dtype.bits(random.nextLong());
      default -> dtype.bits(ODD[random.nextInt(ODD.length)]);
    };
  }

  /** Finite numbers only, whose sums show any change of order. */
  static byte[] finite(DType dtype, int count, Random random) {
    byte[] bytes = new byte[count * dtype.bytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      double x = random.nextGaussian() * Math.pow(2, random.nextInt(12));
      put(dtype, buffer, i, dtype == DType.BOOL ? random.nextInt(2) : dtype.bits(x));
    }
    return bytes;
  }
}
