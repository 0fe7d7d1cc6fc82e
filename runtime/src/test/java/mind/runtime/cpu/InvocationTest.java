package mind.runtime.cpu;

import static mind.runtime.cpu.HandMade.assertFails;
import static mind.runtime.cpu.HandMade.chain;
import static mind.runtime.cpu.HandMade.contents;
import static mind.runtime.cpu.HandMade.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.v1.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Calls over fixed buffers. */
class InvocationTest {
  private static final CpuRuntime RUNTIME = new CpuRuntime(2, 4096, true);

  @AfterAll
  static void close() {
    RUNTIME.close();
  }

  private static TensorBuffer set(TensorBuffer tensor, double... values) {
    tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return tensor;
  }

  /** Direct memory in which no double is aligned. */
  private static TensorBuffer misaligned(int n) {
    ByteBuffer data = ByteBuffer.allocateDirect(8 * n + 1).slice(1, 8 * n);
    return new TensorBuffer(ManifestBuilder.type(DType.F64, n), data);
  }

  @Test
  void readsAndWritesTheSameBuffersEachTime() {
    try (Program program = chain(3).load(RUNTIME)) {
      for (TensorBuffer input : buffers()) {
        for (TensorBuffer output : buffers()) {
          try (Invocation call = program.invocation(List.of(input), List.of(output))) {
            set(input, 1, 2, 3);
            assertThat(call.run(new ExecuteOptions(1, 7, () -> {}))).isEmpty();
            assertThat(contents(output)).containsExactly(9, 11, 13);
            set(input, -1, -2, -3);
            call.run(new ExecuteOptions(3, 1, () -> {}));
            assertThat(contents(output)).containsExactly(-1, -3, -5);
          }
        }
      }
    }
  }

  private static List<TensorBuffer> buffers() {
    return List.of(doubles(true, 0, 0, 0), doubles(false, 0, 0, 0), misaligned(3));
  }

  /** More than one, as the virtual machine allocates when it links or compiles a call. */
  private static final int ROUNDS = 20;

  /** The collector has no part in a call's time. */
  @Test
  void aRunAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int n = 1 << 16;
    ManifestBuilder manifest = chain(n);
    manifest.group(1, manifest.cells());
    for (TensorBuffer input : List.of(doubles(true, new double[n]), misaligned(n))) {
      for (int used = 1; used <= 3; used++) {
        ExecuteOptions options = new ExecuteOptions(used, 0, () -> {});
        try (Program program = manifest.load(RUNTIME);
            Invocation call =
                program.invocation(List.of(input), List.of(doubles(true, new double[n])))) {
          long least = Long.MAX_VALUE;
          for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(call, options, 1000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
          }
          assertThat(least).isZero();
        }
      }
    }
  }

  private static void run(Invocation call, ExecuteOptions options, int times) {
    for (int i = 0; i < times; i++) {
      call.run(options);
    }
  }

  @Test
  void namesTheBufferThatDoesNotFit() {
    try (Program program = chain(3).load(RUNTIME)) {
      List<TensorBuffer> good = List.of(doubles(true, 1, 2, 3));
      assertFails("E6006", "main takes 1 inputs, got 0", () -> program.invocation(List.of(), good));
      assertFails(
          "E6006", "main gives 1 outputs, got 0", () -> program.invocation(good, List.of()));
      assertFails(
          "E6006",
          "output result must be f64[3], got f64[2]",
          () -> program.invocation(good, List.of(doubles(true, 1, 2))));
      TensorBuffer fixed =
          new TensorBuffer(good.getFirst().type(), good.getFirst().data().asReadOnlyBuffer());
      assertFails(
          "E6006",
          "output result can't be written",
          () -> program.invocation(good, List.of(fixed)));
    }
  }

  @Test
  void runsOnOneThreadAtATime() {
    try (Program program = chain(3).load(RUNTIME);
        Invocation call =
            program.invocation(List.of(doubles(true, 1, 2, 3)), List.of(doubles(true, 0, 0, 0)))) {
      Runnable again = () -> call.run(ExecuteOptions.DEFAULT);
      assertThatThrownBy(() -> call.run(new ExecuteOptions(1, 0, again)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("runs already");
      call.run(ExecuteOptions.DEFAULT); // a run that failed is over
    }
  }

  /** Whoever closes first, kernels and memory stay while something runs. */
  @Test
  void outlivesItsProgramAndItsOwnClose() {
    try (CpuRuntime runtime = new CpuRuntime(0, 0, true)) {
      Program program = chain(3).load(runtime);
      TensorBuffer output = doubles(true, 0, 0, 0);
      Invocation call = program.invocation(List.of(doubles(true, 1, 2, 3)), List.of(output));
      program.close();
      assertThatThrownBy(() -> program.invocation(List.of(output), List.of(output)))
          .isInstanceOf(IllegalStateException.class);
      call.run(new ExecuteOptions(1, 7, call::close));
      assertThat(contents(output)).containsExactly(9, 11, 13);
      assertThat(runtime.linkedKernels()).isZero();
      call.close();
      assertThatThrownBy(() -> call.run(ExecuteOptions.DEFAULT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is closed");
    }
  }
}
