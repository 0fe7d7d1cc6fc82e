package mind.compiler.kernel;

import java.util.List;

/** Runs scalar code on one point at a time; what scalar code means. */
public final class ScalarEvaluator {
  /**
   * Gives the bits that a leaf instruction (load, axis value, combined value) stands for at the
   * current point.
   */
  public interface Leaves {
    long load(int operand);

    long axis(int axis);

    long combined(int index);
  }

  private final ScalarCode.Instruction[] code;
  private final long[] values;
  private final int[] results;

  public ScalarEvaluator(ScalarCode scalarCode) {
    code = scalarCode.instructions().toArray(ScalarCode.Instruction[]::new);
    values = new long[code.length];
    results = scalarCode.results().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Evaluates code over plain arguments: load {@code i} reads {@code arguments[i]}. Gives the first
   * result.
   */
  public long apply(long... arguments) {
    run(
        new Leaves() {
          @Override
          public long load(int operand) {
            return arguments[operand];
          }

          @Override
          public long axis(int axis) {
            throw new IllegalStateException("no axes here");
          }

          @Override
          public long combined(int index) {
            throw new IllegalStateException("nothing combined here");
          }
        });
    return result(0);
  }

  /** Evaluates every instruction at one point. */
  public void run(Leaves leaves) {
    for (int i = 0; i < code.length; i++) {
      values[i] =
          switch (code[i]) {
            case ScalarCode.Load l -> leaves.load(l.operand());
            case ScalarCode.AxisValue a -> leaves.axis(a.axis());
            case ScalarCode.Combined c -> leaves.combined(c.index());
            case ScalarCode.Literal l -> l.bits();
            case ScalarCode.Apply a -> apply(a);
            case ScalarCode.Lookup l -> l.table().get((int) values[l.index()]);
          };
    }
  }

  private long apply(ScalarCode.Apply a) {
    List<Integer> o = a.operands();
    int n = o.size();
    DType operand = code[o.get(n - 1)].dtype();
    long first = values[o.get(0)];
    long second = n > 1 ? values[o.get(1)] : 0;
    long third = n > 2 ? values[o.get(2)] : 0;
    return a.op().apply(operand, a.dtype(), first, second, third);
  }

  /** The value of result {@code i} at the point last run. */
  public long result(int i) {
    return values[results[i]];
  }
}
