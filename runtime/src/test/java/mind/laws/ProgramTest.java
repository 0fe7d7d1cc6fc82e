package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Verifier;
import mind.compiler.ir.op.Emitter;
import mind.compiler.ir.op.Reduce;
import mind.compiler.optimise.Optimiser;
import mind.compiler.optimise.Pass;
import mind.runtime.RuntimeFailure;
import org.junit.jupiter.api.Test;

/** Random programs mean the same before and after every pass, and as native code. */
class ProgramTest {
  private static final int PROGRAMS = 250;

  @Test
  void passesKeepBits() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = RandomPrograms.make(seed);
      List<Tensor> inputs = RandomPrograms.inputs(f).wild(seed);
      List<Tensor> expected = Interpreter.run(f, inputs);
      for (Pass pass : Optimiser.passes()) {
        Verifier.verify(pass.run(f));
        assertThat(Interpreter.run(pass.run(f), inputs))
            .as("%s of %s", pass.name(), f)
            .isEqualTo(expected);
      }
      Function optimised = Optimiser.run(f);
      assertThat(Interpreter.run(optimised, inputs)).as("%s", f).isEqualTo(expected);
      assertThat(Optimiser.run(optimised)).isEqualTo(optimised);
    }
  }

  @Test
  void textParsesBack() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = RandomPrograms.make(seed);
      assertThat(IrParser.parse(f.toString())).isEqualTo(f);
    }
  }

  @Test
  void nativeCodeComputesTheSameBits() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = RandomPrograms.make(seed);
      List<Tensor> inputs = RandomPrograms.inputs(f).wild(seed);
      try (Native code = Native.of(f)) {
        assertThat(code.run(inputs, 1 + seed % 2))
            .as("seed %s: %s", seed, f)
            .isEqualTo(Interpreter.run(f, inputs));
      }
    }
  }

  @Test
  void boundInputsGiveTheSameBits() {
    for (int seed = 0; seed < PROGRAMS / 5; seed++) {
      Function f = RandomPrograms.make(seed);
      List<Tensor> inputs = RandomPrograms.inputs(f).wild(seed);
      BitSet bound = BitSet.valueOf(new long[] {new Random(seed).nextLong()});
      bound.clear(inputs.size(), 64);
      List<String> names = bound.stream().mapToObj(f.inputs()::get).toList();
      try (Native code = Native.of(f, names)) {
        List<Tensor> expected = Interpreter.run(f, inputs);
        assertThat(code.run(inputs, 2)).as("seed %s: %s", seed, f).isEqualTo(expected);
        assertThat(code.runBound(inputs, bound, 2)).as("seed %s", seed).isEqualTo(expected);
      }
    }
  }

  /** An index out of range fails the native program exactly when it fails the definition. */
  @Test
  void nativeCodeFailsWhereTheDefinitionFails() {
    int failures = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = RandomPrograms.make(seed);
      List<Tensor> inputs = new ArrayList<>(RandomPrograms.inputs(f).wild(seed));
      inputs.set(4, Tensor.of(inputs.get(4).type(), i -> i % 3 == 2 ? -1 : i % 3));
      try (Native code = Native.of(f)) {
        Optional<String> expected = failure(() -> Interpreter.run(f, inputs));
        assertThat(failure(() -> code.run(inputs, 2))).as("seed %s", seed).isEqualTo(expected);
        failures += expected.isPresent() ? 1 : 0;
      }
    }
    assertThat(failures).isBetween(PROGRAMS / 10, PROGRAMS - 1);
  }

  private static Optional<String> failure(Runnable run) {
    try {
      run.run();
      return Optional.empty();
    } catch (IrException e) {
      return Optional.of(e.code());
    } catch (RuntimeFailure e) {
      return Optional.of(e.code());
    }
  }

  @Test
  void gradientsAsNativeCodeComputeTheSameBits() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = gradient(RandomPrograms.make(seed));
      List<Tensor> inputs = RandomPrograms.inputs(f).smooth(seed);
      try (Native code = Native.of(f)) {
        assertThat(code.run(inputs, 2))
            .as("seed %s: %s", seed, f)
            .isEqualTo(Interpreter.run(f, inputs));
      }
    }
  }

  /** The gradient of the sum of all float outputs by all float inputs. */
  static Function gradient(Function f) {
    FunctionBuilder b = new FunctionBuilder("loss");
    int[] inputs = b.inputsOf(f);
    Emitter e = new Emitter(b);
    int sum = -1;
    for (int output : b.inline(f, inputs)) {
      if (b.type(output).dtype() == b.type(inputs[0]).dtype()) {
        int[] all = IntStream.range(0, b.type(output).rank()).toArray();
        int part = e.reduce(Reduce.Kind.SUM, output, all);
        sum = sum < 0 ? part : e.add(sum, part);
      }
    }
    b.output("loss", sum < 0 ? e.like(inputs[3], 1) : sum);
    Function loss = b.build();
    int[] floats =
        IntStream.range(0, inputs.length).filter(i -> loss.type(i).dtype().isFloat()).toArray();
    assertThat(Arrays.stream(floats)).isNotEmpty();
    return Autodiff.gradient(loss, floats, true);
  }
}
