package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Writes the one canonical NaN for every NaN of a program's outputs, so that they can be hashed
 * (numerics rule 1).
 */
final class CanonicaliseOutputs implements Fusion {
  @Override
  public NestProgram run(NestProgram program) {
    return program.withNests(program.nests().stream().map(n -> canonical(program, n)).toList());
  }

  private static Nest canonical(NestProgram program, Nest nest) {
    int writes = nest.epilogue().results().size();
    ScalarCode epilogue = canonical(program, nest, nest.epilogue(), 0, 0);
    ScalarCode body =
        nest.sides() == 0 ? nest.body() : canonical(program, nest, nest.body(), 1, writes);
    return new Nest(
        nest.axes(),
        nest.operands(),
        body,
        nest.combine(),
        epilogue,
        nest.results(),
        nest.trailingRun());
  }

  /** Code whose values from {@code first} on go to the nest's results from {@code result} on. */
  private static ScalarCode canonical(
      NestProgram program, Nest nest, ScalarCode code, int first, int result) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> values = new ArrayList<>(b.inline(code, b::same));
    for (int v = first; v < values.size(); v++) {
      Ref value = values.get(v);
      boolean output =
          program.buffers().get(nest.results().get(result + v - first).buffer()).role()
              instanceof NestProgram.OutputRole;
      if (output && value.dtype().isFloat()) {
        values.set(v, b.select(b.isNan(value), b.real(value.dtype(), Double.NaN), value));
      }
    }
    return b.build(values);
  }
}
