package mind.runtime.cpu;

import static mind.runtime.cpu.HandMade.assertFails;
import static mind.runtime.cpu.HandMade.contents;
import static mind.runtime.cpu.HandMade.doubles;
import static mind.runtime.cpu.HandMade.sum;
import static mind.runtime.cpu.HandMade.twice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mind.runtime.Executable;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.v1.DType;
import mind.v1.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Inputs that are given once. */
class BoundTest {
  private static final CpuRuntime RUNTIME = new CpuRuntime(2, 4096, true);

  @AfterAll
  static void close() {
    RUNTIME.close();
  }

  /** w bound, x -> w + 4w + x, of which 4w is prepared. */
  private static ManifestBuilder scaled() {
    ManifestBuilder manifest = new ManifestBuilder();
    manifest.input("w", DType.F64, 3).input("x", DType.F64, 3).output("result", 3);
    manifest.launch(twice(3), manifest.in(0), manifest.bound(0));
    manifest.launch(twice(3), manifest.bound(0), manifest.bound(64));
    manifest.prepare("w");
    manifest.launch(sum(3), manifest.bound(64), manifest.in(1), manifest.arena(0));
    manifest.launch(sum(3), manifest.arena(0), manifest.in(0), manifest.out(0));
    return manifest;
  }

  private static double[] execute(Executable executable, TensorBuffer... inputs) {
    ExecuteOptions options = new ExecuteOptions(3, 0, () -> {});
    return contents(executable.execute(List.of(inputs), options).values().getFirst());
  }

  @Test
  void givesTheSameOnceOrEachTime() {
    try (Program program = scaled().load(RUNTIME)) {
      for (boolean direct : new boolean[] {true, false}) {
        TensorBuffer w = doubles(direct, 1, 2, 3);
        try (Executable bound = program.bind(List.of(w), ExecuteOptions.DEFAULT)) {
          for (double x : new double[] {0.5, 7}) {
            TensorBuffer other = doubles(direct, x, 10 * x, 100 * x);
            double[] expected = {5 + x, 10 + 10 * x, 15 + 100 * x};
            assertThat(execute(program, w, other)).containsExactly(expected);
            assertThat(execute(bound, other)).containsExactly(expected);
            TensorBuffer output = doubles(true, 0, 0, 0);
            try (Invocation call = bound.invocation(List.of(other), List.of(output))) {
              call.run(ExecuteOptions.DEFAULT);
            }
            assertThat(contents(output)).containsExactly(expected);
          }
        }
      }
    }
  }

  @Test
  void preparesOnce() {
    AtomicInteger slices = new AtomicInteger();
    ExecuteOptions counting = new ExecuteOptions(1, 0, slices::incrementAndGet);
    TensorBuffer w = doubles(true, 1, 2, 3);
    TensorBuffer x = doubles(true, 1, 1, 1);
    try (Program program = scaled().load(RUNTIME)) {
      program.execute(List.of(w, x), counting);
      assertThat(slices.getAndSet(0)).isEqualTo(4);
      try (Executable bound = program.bind(List.of(w), counting)) {
        assertThat(slices.getAndSet(0)).isEqualTo(2);
        bound.execute(List.of(x), counting);
        assertThat(slices).hasValue(2);
      }
    }
  }

  @Test
  void callsOnManyThreadsShareWhatWasPrepared() throws InterruptedException {
    AtomicInteger right = new AtomicInteger();
    try (Program program = scaled().load(RUNTIME);
        Executable bound = program.bind(List.of(doubles(false, 1, 2, 3)), ExecuteOptions.DEFAULT)) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        double x = i;
        Thread caller =
            new Thread(() -> {
              for (int call = 0; call < 100; call++) {
                double[] result = execute(bound, doubles(true, x, x, x));
                right.addAndGet(result[2] == 15 + x ? 1 : 0);
              }
            });
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(right).hasValue(800);
  }

  /** Whoever is closed first, what a call needs stays; in the end all is given back. */
  @Test
  void outlivesItsProgram() {
    try (CpuRuntime runtime = new CpuRuntime(0, 0, true)) {
      Program program = scaled().load(runtime);
      Executable bound = program.bind(List.of(doubles(true, 1, 2, 3)), ExecuteOptions.DEFAULT);
      program.close();
      TensorBuffer x = doubles(true, 0, 0, 0);
      assertThat(execute(bound, x)).containsExactly(5, 10, 15);
      TensorBuffer output = doubles(true, 0, 0, 0);
      Invocation call = bound.invocation(List.of(x), List.of(output));
      bound.close();
      bound.close();
      assertThatThrownBy(() -> execute(bound, x)).isInstanceOf(IllegalStateException.class);
      call.run(ExecuteOptions.DEFAULT);
      assertThat(contents(output)).containsExactly(5, 10, 15);
      assertThat(runtime.linkedKernels()).isPositive();
      call.close();
      assertThat(runtime.linkedKernels()).isZero();
    }
  }

  @Test
  void saysWhichInputsItTakes() {
    TensorBuffer w = doubles(true, 1, 2, 3);
    try (Program program = scaled().load(RUNTIME)) {
      assertFails(
          "E6006",
          "main takes 1 bound inputs, got 2",
          () -> program.bind(List.of(w, w), ExecuteOptions.DEFAULT));
      assertFails(
          "E6006",
          "input w must be f64[3], got f64[1]",
          () -> program.bind(List.of(doubles(true, 1)), ExecuteOptions.DEFAULT));
      try (Executable bound = program.bind(List.of(w), ExecuteOptions.DEFAULT)) {
        assertFails("E6006", "main takes 1 inputs, got 2", () -> execute(bound, w, w));
        assertFails(
            "E6006", "input x must be f64[3], got f64[1]", () -> execute(bound, doubles(true, 1)));
      }
    }
  }

  @Test
  void aPreparationEndsWhenTheCheckThrows() {
    ExecuteOptions cancelled =
        new ExecuteOptions(
            1,
            0,
            () -> {
              throw new IllegalStateException("cancelled");
            });
    try (Program program = scaled().load(RUNTIME)) {
      assertThatThrownBy(() -> program.bind(List.of(doubles(true, 1, 2, 3)), cancelled))
          .hasMessage("cancelled");
    }
  }

  /** A manifest is data: prepare has no arena and outputs of a call, and must not fail. */
  @Test
  void refusesPreparationsThatAreNone() {
    assertRefused("the bound input v is none", m -> m.setBound(0, "v"));
    assertRefused("a bound input is named twice", m -> m.addBound("w"));
    assertRefused("prepare reads an input that isn't bound", Manifest.Builder::clearBound);
    assertRefused("prepare has an arena of -1 bytes", m -> m.getPrepareBuilder().setArenaBytes(-1));
    assertRefused("leaves its area", m -> m.getPrepareBuilder().setArenaBytes(64));
    assertRefused(
        "prepare has a checked launch",
        m -> m.getPrepareBuilder().getStagesBuilder(0).getLaunchesBuilder(0).setChecked(true));
    assertRefused(
        "prepare has debugs",
        m ->
            m.getPrepareBuilder()
                .addDebugsBuilder()
                .setKind(mind.v1.Debug.Kind.PRINT)
                .setFormat("x"));
    assertRefused("can't be in OUTPUT", m -> argument(m).setOutput(0));
    assertRefused("can't be in ARENA", m -> argument(m).setArena(0));
    assertRefused(
        "argument 0 leaves its area",
        m ->
            m.getStepBuilder()
                .getStagesBuilder(0)
                .getLaunchesBuilder(0)
                .getArgsBuilder(0)
                .setBound(128));
  }

  private static mind.v1.Argument.Builder argument(Manifest.Builder manifest) {
    return manifest.getPrepareBuilder().getStagesBuilder(0).getLaunchesBuilder(0).getArgsBuilder(1);
  }

  private static void assertRefused(String message, Consumer<Manifest.Builder> change) {
    Manifest.Builder manifest = scaled().manifest().toBuilder();
    change.accept(manifest);
    assertFails("E6003", message, () -> RUNTIME.load(manifest.build(), d -> new byte[0]).close());
  }
}
