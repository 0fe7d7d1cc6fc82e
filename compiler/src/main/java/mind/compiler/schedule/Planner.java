package mind.compiler.schedule;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.Nest;

/** Function to plan: lowers to nests, fuses them, and places their buffers. */
public final class Planner {
  private Planner() {}

  /** The rewrites in order: inlining first leaves single maps for epilogues to take. */
  private static List<Fusion> fusions(Target target) {
    return List.of(
        new InlineProducers(target),
        new DropDead(),
        new InlineProducers(target), // by now who reads slices reads what they are slices of
        new DropDead(),
        new FuseWindows(),
        new FuseEpilogues(),
        new FuseSides(),
        new Padding(),
        new SplitChunks(),
        new SplitBlocks(),
        new PackBound(target),
        new CanonicaliseOutputs(),
        Planner::simplest,
        new Prepare());
  }

  /** Every nest in simplest form, so that those that run alike have one key. */
  private static NestProgram simplest(NestProgram program) {
    return program.withNests(program.nests().stream().map(NestSimplifier::simplify).toList());
  }

  /**
   * Plans a function.
   *
   * @param target what it is to run on, which decides in what panels bound inputs are packed
   * @param bound numbers of the inputs that are given once
   */
  public static Plan plan(Function f, Target target, Set<Integer> bound) {
    NestProgram program = NestProgram.of(f, bound);
    for (Fusion fusion : fusions(target)) {
      program = fusion.run(program);
    }
    return place(program);
  }

  private static Plan place(NestProgram program) {
    ArenaPlan arena = ArenaPlan.of(program);
    BoundPlan prepared = BoundPlan.of(program);
    Map<Tensor, Long> offsets = new HashMap<>();
    ByteArrayOutputStream constants = new ByteArrayOutputStream();
    IntFunction<Plan.Place> place =
        buffer ->
            switch (program.buffers().get(buffer).role()) {
              case NestProgram.InputRole r -> new Plan.Input(r.index());
              case NestProgram.OutputRole r -> new Plan.Output(r.index());
              case NestProgram.Temporary r -> new Plan.Arena(arena.offset(buffer));
              case NestProgram.Kept r -> new Plan.Arena(arena.offset(buffer));
              case NestProgram.Prepared r -> new Plan.Bound(prepared.offset(buffer));
              case NestProgram.ConstantRole r ->
                  new Plan.Constants(
                      offsets.computeIfAbsent(r.value(), value -> append(constants, value)));
            };
    List<Plan.Stage> prepare = new ArrayList<>();
    List<Plan.Stage> step = new ArrayList<>();
    for (Nest nest : program.nests()) {
      List<Integer> buffers = nest.buffers();
      List<Plan.Place> places = buffers.stream().map(place::apply).toList();
      (prepared.writes(nest) ? prepare : step)
          .add(Plan.Stage.of(new Plan.Launch(nest.withBuffers(buffers::indexOf), places)));
    }
    List<Plan.PlacedDebug> debugs =
        program.debugs().stream().map(debug -> debug(debug, place)).toList();
    return new Plan(
        prepare,
        step,
        debugs,
        prepared.bytes(),
        arena.bytes(),
        arena.largestLive(),
        constants.toByteArray());
  }

  private static Plan.PlacedDebug debug(
      NestProgram.BufferDebug buffers, IntFunction<Plan.Place> place) {
    Debug debug = buffers.debug();
    List<Plan.Shown> values = new ArrayList<>();
    for (int i = 0; i < debug.values().size(); i++) {
      values.add(new Plan.Shown(buffers.types().get(i), place.apply(debug.values().get(i))));
    }
    Optional<Plan.Place> when =
        debug.when().isEmpty()
            ? Optional.empty()
            : Optional.of(place.apply(debug.when().getAsInt()));
    return new Plan.PlacedDebug(debug.kind(), debug.format(), values, when, debug.at());
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
