package mind.loadtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import mind.client.Npy;
import mind.client.Tensors;
import mind.loadtest.ComputeCase.Input;
import mind.runtime.TensorBuffer;
import mind.v1.DType;
import mind.v1.TensorType;

/** A case's inputs, normally distributed, for us in memory and for peers in files. */
final class CaseInputs implements AutoCloseable {
  private static final long SEED = 7;

  private final ComputeCase c;
  private final Arena arena = Arena.ofShared();
  private final List<TensorBuffer> buffers = new ArrayList<>();

  CaseInputs(ComputeCase c) {
    this.c = c;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (Input input : c.inputs()) {
      MemorySegment memory = Memory.allocate(input.elements() * Float.BYTES, arena);
      for (long i = 0; i < input.elements(); i++) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      TensorType type =
          TensorType.newBuilder().setDtype(DType.F32).addAllShape(input.shape()).build();
      buffers.add(new TensorBuffer(type, memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN)));
    }
  }

  /** In the entry's order. */
  List<TensorBuffer> buffers() {
    return List.copyOf(buffers);
  }

  /** The values of one input. */
  float[] floats(String name) {
    for (int i = 0; i < buffers.size(); i++) {
      if (c.inputs().get(i).name().equals(name)) {
        return floats(buffers.get(i));
      }
    }
    throw new IllegalArgumentException(name);
  }

  static float[] floats(TensorBuffer buffer) {
    FloatBuffer values = buffer.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  /** Writes NAME.npy for each input. */
  void write(Path folder) {
    try {
      for (Input input : c.inputs()) {
        long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
        Npy.write(folder.resolve(input.name() + ".npy"), Tensors.of(floats(input.name()), shape));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
