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
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> values = b.inline(nest.epilogue(), b::same);
    List<Ref> canonical = new ArrayList<>();
    for (int r = 0; r < values.size(); r++) {
      Ref value = values.get(r);
      boolean output =
          program.buffers().get(nest.results().get(r).buffer()).role()
              instanceof NestProgram.OutputRole;
      canonical.add(
          output && value.dtype().isFloat()
              ? b.select(b.isNan(value), b.real(value.dtype(), Double.NaN), value)
              : value);
    }
    return new Nest(
        nest.axes(),
        nest.operands(),
        nest.body(),
        nest.combine(),
        b.build(canonical),
        nest.results(),
        nest.trailingRun());
  }
}
