package mind.runtime.cpu;

import static mind.runtime.cpu.HandMade.assertFails;
import static mind.runtime.cpu.HandMade.chain;
import static mind.runtime.cpu.HandMade.contents;
import static mind.runtime.cpu.HandMade.doubles;
import static mind.runtime.cpu.HandMade.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.runtime.ExecuteOptions;
import mind.runtime.Manifests;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.runtime.RuntimeFailure;
import mind.runtime.TensorBuffer;
import mind.v1.Argument;
import mind.v1.DType;
import mind.v1.Debug;
import mind.v1.Launch;
import mind.v1.Manifest;
import mind.v1.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Loading manifests, calling programs, and what goes wrong. */
class CpuProgramTest {
  private static final CpuRuntime RUNTIME = new CpuRuntime(2, 4096, true);

  @AfterAll
  static void close() {
    RUNTIME.close();
  }

  @Test
  void runsLaunchesOverTheArena() {
    ManifestBuilder manifest = chain(5);
    try (Program program = manifest.load(RUNTIME)) {
      for (boolean direct : new boolean[] {true, false}) {
        Outputs outputs =
            program.execute(
                List.of(doubles(direct, 1, 2, 3, 4, 5)), new ExecuteOptions(1, 7, () -> {}));
        assertThat(contents(outputs.values().getFirst())).containsExactly(9, 11, 13, 15, 17);
      }
    }
  }

  @Test
  void sharesLargeLaunchesBetweenThreads() {
    int n = 1 << 21;
    double[] x = LongStream.range(0, n).asDoubleStream().toArray();
    try (Program program = chain(n).load(RUNTIME)) {
      for (int threads = 1; threads <= 4; threads++) {
        Outputs outputs =
            program.execute(List.of(doubles(true, x)), new ExecuteOptions(threads, 1, () -> {}));
        double[] result = contents(outputs.values().getFirst());
        for (int i = 0; i < n; i++) {
          if (result[i] != 2 * x[i] + 1) {
            throw new AssertionError("element " + i + " is " + result[i]);
          }
        }
      }
    }
  }

  @Test
  void stopsWhenTheCheckThrows() {
    AtomicInteger calls = new AtomicInteger();
    Runnable check =
        () -> {
          if (calls.incrementAndGet() == 3) {
            throw new RuntimeFailure("E6007", "deadline");
          }
        };
    int n = 1 << 21;
    try (Program program = chain(n).load(RUNTIME)) {
      assertFails(
          "E6007",
          "deadline",
          () ->
              program.execute(
                  List.of(doubles(true, new double[n])), new ExecuteOptions(2, 0, check)));
    }
  }

  @Test
  void namesTheInputThatDoesNotFit() {
    try (Program program = chain(5).load(RUNTIME)) {
      assertFails(
          "E6006",
          "main takes 1 inputs, got 0",
          () -> program.execute(List.of(), ExecuteOptions.DEFAULT));
      assertFails(
          "E6006",
          "input x must be f64[5], got f64[2]",
          () -> program.execute(List.of(doubles(true, 1, 2)), ExecuteOptions.DEFAULT));
      TensorBuffer cut =
          new TensorBuffer(ManifestBuilder.type(DType.F64, 5), ByteBuffer.allocate(39));
      assertFails(
          "E6006",
          "input x, f64[5], has 40 bytes, got 39",
          () -> program.execute(List.of(cut), ExecuteOptions.DEFAULT));
    }
  }

  @Test
  void reportsTheLowestIndexOutOfRange() {
    ManifestBuilder manifest =
        new ManifestBuilder().input("x", DType.F64, 10).input("i", DType.I64, 6);
    manifest.output("result", 6);
    manifest.launch(gather(10, 6), manifest.in(1), manifest.in(0), manifest.out(0));
    try (Program program = manifest.load(RUNTIME)) {
      TensorBuffer x = doubles(true, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      List<TensorBuffer> good = List.of(x, longs(9, 8, 0, 0, 1, 2));
      Outputs outputs = program.execute(good, ExecuteOptions.DEFAULT);
      assertThat(contents(outputs.values().getFirst())).containsExactly(9, 8, 0, 0, 1, 2);
      assertFails(
          "E6001",
          "index out of range at position 2, where values are in 0 .. 9",
          () -> program.execute(List.of(x, longs(9, 8, -1, 0, 10, 2)), ExecuteOptions.DEFAULT));
    }
  }

  private static TensorBuffer longs(long... values) {
    ByteBuffer data = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new TensorBuffer(ManifestBuilder.type(DType.I64, values.length), data);
  }

  private static Nest gather(long size, long n) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    Access index =
        Access.of(0, mind.compiler.kernel.DType.I64, List.of(n), List.of(Index.along(0, 1)));
    Access read =
        Access.of(1, mind.compiler.kernel.DType.F64, List.of(size), List.of(Index.indirect(0, 1)));
    return Nest.map(
        List.of(Axis.parallel(n)),
        List.of(index, read),
        b.build(List.of(b.load(1, mind.compiler.kernel.DType.F64))),
        List.of(vector(2, n)));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Manifest good = chain(5).manifest();
    assertRefused(
        "E6003", "abi " + (Manifests.ABI - 1), good.toBuilder().setAbi(Manifests.ABI - 1));
    assertRefused("E6003", "numerics version 9", good.toBuilder().setNumerics(9));
    assertRefused(
        "E6002",
        "target sm_80 can't run here; available: " + String.join(", ", HostTargets.names()),
        good.toBuilder().setTarget("sm_80"));
  }

  /** A manifest is data; no number in it may lead out of its area. */
  @Test
  void refusesArgumentsThatLeaveTheirAreas() {
    Manifest good = chain(5).manifest();
    long huge = Long.MAX_VALUE & -64;
    assertRefused("E6003", "40 bytes at 64 of 64", withArgument(good, a -> a.setArena(64)));
    assertRefused("E6003", "leaves its area", withArgument(good, a -> a.setArena(-64)));
    assertRefused("E6003", "leaves its area", withArgument(good, a -> a.setArena(8)));
    assertRefused("E6003", "leaves its area", withArgument(good, a -> a.setArena(huge)));
    assertRefused("E6003", "leaves its area", withArgument(good, a -> a.setConstants(0)));
    assertRefused("E6003", "leaves its area", withArgument(good, a -> a.setBytes(65)));
    assertRefused("E6003", "has no size", withArgument(good, a -> a.setBytes(-1)));
    assertRefused("E6003", "is no input", withArgument(good, a -> a.setInput(2)));
    assertRefused("E6003", "is no input", withArgument(good, a -> a.setInput(-1)));
    assertRefused("E6003", "is no output", withArgument(good, a -> a.setOutput(1)));
    assertRefused("E6003", "of an unknown kind", withArgument(good, Argument.Builder::clearWhere));
    assertRefused("E6003", "names no kernel", withStage(good, s -> launch(s).setKernel(7)));
    assertRefused("E6003", "has no cells", withStage(good, s -> launch(s).setCells(0)));
    assertRefused("E6003", "has not the numbers", withStage(good, s -> launch(s).addNumbers(1)));
    assertRefused("E6003", "has no parts", withStage(good, s -> s.setParts(0)));
    assertRefused("E6003", "has no cost", withStage(good, s -> s.setCostPerPart(-1)));
    assertRefused("E6003", "has no launches", withStage(good, Stage.Builder::clearLaunches));
    assertRefused(
        "E6003",
        "has no cells",
        withStage(
            good,
            s -> {
              s.setParts(1L << 32);
              launch(s).setCells(1L << 31);
            }));
    Manifest.Builder overflow = good.toBuilder();
    overflow.getInputsBuilder(0).getTypeBuilder().addShape(Long.MAX_VALUE);
    assertRefused("E6003", "no tensor type", overflow);
  }

  private static Launch.Builder launch(Stage.Builder stage) {
    return stage.getLaunchesBuilder(0);
  }

  private static Manifest.Builder withStage(
      Manifest good, java.util.function.Consumer<Stage.Builder> change) {
    Manifest.Builder builder = good.toBuilder();
    change.accept(builder.getStepBuilder().getStagesBuilder(1));
    return builder;
  }

  @Test
  void refusesPrintsThatLeaveTheirAreas() {
    Manifest good = chain(5).manifest();
    assertRefused("E6003", "of an unknown kind", withDebug(good, Debug.Builder::clearKind));
    assertRefused("E6003", "no place for each", withDebug(good, d -> d.setFormat("{} {}")));
    assertRefused("E6003", "no place for each", withDebug(good, d -> d.setFormat("}")));
    assertRefused(
        "E6003",
        "a value in part",
        withDebug(good, d -> d.getValuesBuilder(0).getWhereBuilder().setBytes(8)));
    assertRefused(
        "E6003",
        "leaves its area",
        withDebug(good, d -> d.getWhenBuilder().setArena(1L << 40).setBytes(1)));
  }

  private static Manifest.Builder withDebug(
      Manifest good, java.util.function.Consumer<Debug.Builder> change) {
    Manifest.Builder builder = good.toBuilder();
    Debug.Builder debug = builder.getStepBuilder().addDebugsBuilder();
    debug.setKind(Debug.Kind.PRINT).setFormat("x {}");
    debug
        .addValuesBuilder()
        .setType(good.getInputs(0).getType())
        .setWhere(Argument.newBuilder().setInput(0).setBytes(40));
    change.accept(debug);
    return builder;
  }

  @Test
  void refusesSizesThatCannotBe() {
    Manifest good = chain(5).manifest();
    for (long bytes : new long[] {-1, (1L << 47) + 1, Long.MAX_VALUE}) {
      Manifest.Builder arena = good.toBuilder();
      arena.getStepBuilder().setArenaBytes(bytes);
      assertRefused("E6003", "step has an arena of " + bytes + " bytes", arena);
    }
    Manifest.Builder output = good.toBuilder();
    output.getOutputsBuilder(0).getTypeBuilder().clearShape().addShape(1 << 28);
    assertRefused("E6004", "output result has 2147483648 bytes", output);
    Manifest.Builder input = good.toBuilder();
    input.getInputsBuilder(0).getTypeBuilder().clearShape().addShape(1 << 28);
    assertRefused("E6004", "input x has 2147483648 bytes", input);
  }

  @Test
  void saysWhenThereIsNoMemory() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    for (long bytes : new long[] {1L << 47, machine + 64}) {
      try (Program program = chain(5).arenaBytes(bytes).load(RUNTIME)) {
        List<TensorBuffer> inputs = List.of(doubles(true, 1, 2, 3, 4, 5));
        ExecuteOptions options =
            new ExecuteOptions(
                1,
                0,
                () -> {
                  throw new AssertionError("something ran");
                });
        assertFails("E6004", "no memory", () -> program.execute(inputs, options));
      }
    }
  }

  @Test
  void aClosedProgramRefusesCalls() {
    Program program = chain(5).load(RUNTIME);
    program.close();
    program.close();
    assertThatThrownBy(
            () -> program.execute(List.of(doubles(true, 1, 2, 3, 4, 5)), ExecuteOptions.DEFAULT))
        .isInstanceOf(IllegalStateException.class);
  }

  /** The first launch's check closes the program; the second launch still runs. */
  @Test
  void aCallThatRunsOutlivesTheClose() {
    try (CpuRuntime runtime = new CpuRuntime(0, 0, true)) {
      Program program = chain(5).load(runtime);
      Runnable check =
          () -> {
            program.close();
            assertThat(runtime.linkedKernels()).isEqualTo(2);
          };
      Outputs outputs =
          program.execute(List.of(doubles(true, 1, 2, 3, 4, 5)), new ExecuteOptions(1, 7, check));
      assertThat(contents(outputs.values().getFirst())).containsExactly(9, 11, 13, 15, 17);
      assertThat(runtime.linkedKernels()).isZero();
    }
  }

  private static Manifest.Builder withArgument(
      Manifest good, java.util.function.Consumer<Argument.Builder> change) {
    Manifest.Builder builder = good.toBuilder();
    change.accept(
        builder.getStepBuilder().getStagesBuilder(0).getLaunchesBuilder(0).getArgsBuilder(1));
    return builder;
  }

  private static void assertRefused(String code, String message, Manifest.Builder manifest) {
    assertFails(code, message, () -> RUNTIME.load(manifest.build(), d -> new byte[0]).close());
  }

  @Test
  void refusesCodeThatDoesNotLink() {
    Manifest good = chain(6).manifest();
    assertFails(
        "E6003",
        "kernel can't be linked",
        () -> RUNTIME.load(good, d -> new byte[] {1, 2, 3}).close());
  }

  @Test
  void sharesKernelsBetweenPrograms() {
    int before = RUNTIME.linkedKernels();
    ManifestBuilder manifest = chain(11);
    try (Program one = manifest.load(RUNTIME);
        Program two = manifest.load(RUNTIME)) {
      assertThat(RUNTIME.linkedKernels()).isEqualTo(before + 2);
      List<TensorBuffer> inputs = List.of(doubles(true, new double[11]));
      one.execute(inputs, ExecuteOptions.DEFAULT);
      two.execute(inputs, ExecuteOptions.DEFAULT);
    }
  }
}
