package mind.compiler.check.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.op.Op;
import mind.compiler.ir.op.Reshape;
import mind.compiler.syntax.Node;

/**
 * Derivatives of values that are recorded already: what was recorded between them becomes a
 * function of its own, whose pull-back is recorded behind them. The values in between are not
 * computed again, and the pull-back is recorded like anything else, so that derivatives of it come
 * in the same way.
 */
public final class PullBacks {
  private final Session session;

  public PullBacks(Session session) {
    this.session = session;
  }

  /**
   * The cotangents of some values, given those of others.
   *
   * @param reaches whether a derivative flows to each; true of all while nothing is recorded
   */
  public record Result(Tensor[] cotangents, boolean[] reaches) {}

  /**
   * Pulls cotangents back from values to those they were computed from.
   *
   * @param to the values the cotangents belong to, floats
   * @param cotangents one for each of {@code to}, of its type
   * @param from the values whose cotangents are asked for, floats
   */
  public Result pull(Tensor[] to, Tensor[] cotangents, Tensor[] from, Node at) {
    Tensor[] results = new Tensor[from.length];
    boolean[] reaches = new boolean[from.length];
    Recorder recorder = session.graph().recorder();
    if (recorder == null) {
      Arrays.setAll(results, i -> new Tensor(from[i].dtype(), from[i].dims(), null, 0));
      Arrays.fill(reaches, true);
      return new Result(results, reaches);
    }
    Region region = new Region(session, recorder, ids(recorder, to), ids(recorder, from), at);
    int[] wrt = Arrays.stream(ids(recorder, from)).map(region::number).toArray();
    Autodiff.PullBack pullBack = Autodiff.pullBack(region.function, wrt);
    int[] given = region.arguments(ids(recorder, cotangents));
    // What a derivative of a derivative adds grows with the order, and stands in no source.
    session.steps(at, pullBack.function().code().size() - given.length);
    int[] outputs = recorder.inline(pullBack.function(), given);
    Arrays.setAll(results, i -> new Tensor(from[i].dtype(), from[i].dims(), recorder, outputs[i]));
    return new Result(results, pullBack.reaches());
  }

  private static int[] ids(Recorder recorder, Tensor[] tensors) {
    return Arrays.stream(tensors).mapToInt(recorder::operand).toArray();
  }

  /**
   * What was recorded on the way from some values to others, as a function of the former and of
   * whatever else they need.
   */
  private static final class Region {
    private static final int NONE = -1;

    private final Recorder recorder;

    /** The first recorded value looked at, and the end of them; arrays start at the first. */
    private final int first;

    private final int end;
    private final boolean[] sources;

    /** Which values the function computes. */
    private final boolean[] inside;

    /** The numbers that values have in the function, and those of values before the first. */
    private final int[] numbers;

    private final Map<Integer, Integer> earlier = new HashMap<>(0);

    /** The recorded values that the function's inputs and its computed values are. */
    private final List<Integer> inputs = new ArrayList<>();

    private final List<Integer> computed = new ArrayList<>();
    private final FunctionBuilder builder = new FunctionBuilder("region");
    private final Function function;

    Region(Session session, Recorder recorder, int[] to, int[] from, Node at) {
      this.recorder = recorder;
      first = IntStream.of(from).min().orElse(0);
      end = IntStream.concat(IntStream.of(from), IntStream.of(to)).max().orElse(0) + 1;
      session.work(at, end - first);
      sources = new boolean[end - first];
      inside = new boolean[end - first];
      numbers = new int[end - first];
      Arrays.fill(numbers, NONE);
      for (int id : from) {
        sources[id - first] = true;
      }
      mark(to);
      declareInputs(to, from);
      for (int id = Math.max(0, first); id < end; id++) {
        if (inside[id - first]) {
          copy(id);
        }
      }
      for (int i = 0; i < to.length; i++) {
        builder.output("value." + i, number(to[i]));
      }
      function = builder.build();
    }

    /** Marks what depends on a source and is needed. */
    private void mark(int[] to) {
      boolean[] depends = new boolean[end - first];
      for (int id = Math.max(0, first); id < end; id++) {
        for (int operand : recorder.operands(id)) {
          depends[id - first] |=
              operand >= first && (sources[operand - first] || depends[operand - first]);
        }
      }
      for (int id : to) {
        need(id, depends);
      }
      for (int id = end - 1; id >= Math.max(0, first); id--) {
        if (inside[id - first]) {
          for (int operand : recorder.operands(id)) {
            need(operand, depends);
          }
        }
      }
    }

    private void need(int id, boolean[] depends) {
      if (id >= first && depends[id - first]) {
        inside[id - first] = true;
      }
    }

    private void declareInputs(int[] to, int[] from) {
      for (int id : from) {
        declareInput(id);
      }
      for (int id = Math.max(0, first); id < end; id++) {
        if (inside[id - first]) {
          for (int operand : recorder.operands(id)) {
            declareInput(operand);
          }
        }
      }
      for (int id : to) {
        declareInput(id);
      }
    }

    /** Unless it is one already, or computed. */
    private void declareInput(int id) {
      boolean known =
          id < first ? earlier.containsKey(id) : inside[id - first] || numbers[id - first] != NONE;
      if (known) {
        return;
      }
      int number = builder.input(Integer.toString(inputs.size()), recorder.type(id));
      inputs.add(id);
      if (id < first) {
        earlier.put(id, number);
      } else {
        numbers[id - first] = number;
      }
    }

    private void copy(int id) {
      int[] operands = recorder.operands(id).clone();
      Arrays.setAll(operands, k -> number(operands[k]));
      Op op = recorder.op(id);
      if (op == null && sources[id - first]) {
        op = new Reshape(recorder.type(id).shape()); // it has a cotangent of its own
      }
      numbers[id - first] = op == null ? operands[0] : builder.add(op, operands);
      if (op != null) {
        computed.add(id);
      }
    }

    int number(int id) {
      return id < first ? earlier.getOrDefault(id, NONE) : numbers[id - first];
    }

    /** The recorded values that the first values of the function's pull-back stand for. */
    int[] arguments(int[] cotangents) {
      IntStream.Builder all = IntStream.builder();
      inputs.forEach(all::add);
      for (int cotangent : cotangents) {
        all.add(cotangent);
      }
      computed.forEach(all::add);
      return all.build().toArray();
    }
  }
}
