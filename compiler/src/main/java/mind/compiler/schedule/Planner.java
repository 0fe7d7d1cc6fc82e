package mind.compiler.schedule;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.Nest;

/** Function to plan: lowers to nests, fuses them, and places their buffers. */
public final class Planner {
  private Planner() {}

  /** The rewrites in order: inlining first leaves single maps for epilogues to take. */
  private static final List<Fusion> FUSIONS =
      List.of(
          new InlineProducers(),
          new DropDead(),
          new FuseEpilogues(),
          new CanonicaliseOutputs(),
          Planner::simplest);

  /** Every nest in simplest form, so that those that run alike have one key. */
  private static NestProgram simplest(NestProgram program) {
    return program.withNests(program.nests().stream().map(NestSimplifier::simplify).toList());
  }

  public static Plan plan(Function f) {
    NestProgram program = NestProgram.of(f);
    for (Fusion fusion : FUSIONS) {
      program = fusion.run(program);
    }
    return place(program);
  }

  private static Plan place(NestProgram program) {
    ArenaPlan arena = ArenaPlan.of(program);
    Map<Tensor, Long> offsets = new HashMap<>();
    ByteArrayOutputStream constants = new ByteArrayOutputStream();
    List<Plan.Launch> launches = new ArrayList<>();
    for (Nest nest : program.nests()) {
      List<Plan.Place> places = new ArrayList<>();
      for (int buffer : nest.buffers()) {
        places.add(
            switch (program.buffers().get(buffer).role()) {
              case NestProgram.InputRole r -> new Plan.Input(r.index());
              case NestProgram.OutputRole r -> new Plan.Output(r.index());
              case NestProgram.Temporary r -> new Plan.Arena(arena.offset(buffer));
              case NestProgram.ConstantRole r ->
                  new Plan.Constants(
                      offsets.computeIfAbsent(r.value(), value -> append(constants, value)));
            });
      }
      List<Integer> buffers = nest.buffers();
      launches.add(new Plan.Launch(nest.withBuffers(buffers::indexOf), places));
    }
    return new Plan(launches, arena.bytes(), arena.largestLive(), constants.toByteArray());
  }

  private static long append(ByteArrayOutputStream constants, Tensor value) {
    long offset = constants.size();
    constants.writeBytes(value.bytes());
    while (constants.size() % Plan.ALIGNMENT != 0) {
      constants.write(0);
    }
    return offset;
  }
}
