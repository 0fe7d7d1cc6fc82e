package mind.runtime.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;

/** The contents of a nest's buffers, by number. */
final class Buffers {
  private static final int CANARY = 64;
  private static final byte CANARY_BYTE = 0x5a;

  private final Map<Integer, byte[]> bytes = new TreeMap<>();
  private final Map<Integer, DType> dtypes = new TreeMap<>();

  /** Buffers of the sizes that a nest's accesses say, filled with numbers of every kind. */
  static Buffers random(Nest nest, Random random) {
    Buffers buffers = new Buffers();
    Stream.concat(nest.operands().stream(), nest.results().stream())
        .forEach(a -> {
          int size = Math.toIntExact(a.extents().stream().reduce(1L, (x, y) -> x * y));
          if (!buffers.bytes.containsKey(a.buffer())) {
            buffers.put(a, Values.random(a.dtype(), size, random));
          }
        });
    return buffers;
  }

  void put(Access access, byte[] content) {
    bytes.put(access.buffer(), content);
    dtypes.put(access.buffer(), access.dtype());
  }

  byte[] get(int buffer) {
    return java.util.Objects.requireNonNull(bytes.get(buffer));
  }

  Buffers copy() {
    Buffers copy = new Buffers();
    bytes.forEach((buffer, content) -> copy.bytes.put(buffer, content.clone()));
    copy.dtypes.putAll(dtypes);
    return copy;
  }

  ByteBuffer buffer(int number) {
    return ByteBuffer.wrap(get(number));
  }

  /** Memory with the contents of {@code number} between canaries. */
  MemorySegment toNative(int number, Arena arena) {
    byte[] content = get(number);
    MemorySegment memory = arena.allocate(content.length + 2L * CANARY, 64);
    memory.fill(CANARY_BYTE);
    MemorySegment inner = memory.asSlice(CANARY, content.length);
    inner.copyFrom(MemorySegment.ofArray(content));
    return inner;
  }

  /** Takes the contents back; fails if a canary changed. */
  @SuppressWarnings("restricted") // looks around the slice
  void fromNative(int number, MemorySegment inner) {
    MemorySegment all =
        MemorySegment.ofAddress(inner.address() - CANARY)
            .reinterpret(inner.byteSize() + 2 * CANARY);
    for (int i = 0; i < CANARY; i++) {
      byte before = all.get(ValueLayout.JAVA_BYTE, i);
      byte after = all.get(ValueLayout.JAVA_BYTE, CANARY + inner.byteSize() + i);
      if (before != CANARY_BYTE || after != CANARY_BYTE) {
        throw new AssertionError("buffer " + number + " was written out of its bounds");
      }
    }
    bytes.put(number, inner.toArray(ValueLayout.JAVA_BYTE));
  }

  /**
   * Where the contents differ in more than the kind of a NaN, for people; empty where they don't.
   */
  String difference(Buffers other) {
    for (int number : bytes.keySet()) {
      DType dtype = java.util.Objects.requireNonNull(dtypes.get(number));
      ByteBuffer a = buffer(number).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer b = other.buffer(number).order(ByteOrder.LITTLE_ENDIAN);
      int count = a.capacity() / dtype.bytes();
      for (int i = 0; i < count; i++) {
        long x = dtype.canonical(Values.get(dtype, a, i));
        long y = dtype.canonical(Values.get(dtype, b, i));
        if (x != y) {
          return "buffer %d[%d] of %d: %s (%x) and %s (%x)"
              .formatted(number, i, count, dtype.toDouble(x), x, dtype.toDouble(y), y);
        }
      }
    }
    return "";
  }
}
