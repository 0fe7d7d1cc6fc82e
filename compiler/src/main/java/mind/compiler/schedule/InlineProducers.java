package mind.compiler.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Computes a map nest's values where they are read in place of storing them, when that is cheap or
 * they are read once. Recomputes at most; orders and bits stay.
 */
final class InlineProducers implements Fusion {
  /** Scalar operations up to which recomputing a value beats storing and loading it. */
  private static final int CHEAP = 4;

  /** Bounds of a joint nest, beyond which registers and pointers spill. */
  private static final int MAX_INSTRUCTIONS = 600;

  private static final int MAX_OPERANDS = 12;

  private final Target target;

  InlineProducers(Target target) {
    this.target = target;
  }

  @Override
  public NestProgram run(NestProgram program) {
    NestGraph nests = new NestGraph(program.nests());
    Prepare.Known known = Prepare.known(program);
    for (int p = 0; p < nests.size(); p++) {
      Nest producer = nests.get(p);
      if (isMap(producer) && nests.writers(buffer(producer)).size() == 1) {
        inline(nests, producer, isStored(program, producer), known);
      }
    }
    return program.withNests(nests.toList());
  }

  private static boolean isMap(Nest nest) {
    return nest.combine() == Combine.NONE && nest.results().size() == 1 && !nest.checked();
  }

  private static boolean isStored(NestProgram program, Nest producer) {
    return !program.buffers().get(buffer(producer)).isTemporary();
  }

  private static int buffer(Nest map) {
    return map.results().getFirst().buffer();
  }

  private void inline(NestGraph nests, Nest producer, boolean stored, Prepare.Known known) {
    List<NestGraph.Read> reads = nests.reads(buffer(producer));
    int weight = weight(producer);
    List<NestGraph.Read> fitting =
        reads.stream()
            .filter(r -> weight == 0 || !known.spares(producer, nests.get(r.nest())))
            .filter(
                r -> fits(producer, nests.get(r.nest()), r.operand(), weight, reads.size(), known))
            .toList();
    if (weight > 0 && (stored || fitting.size() < reads.size())) {
      return; // it has to be stored in any case, and loading it then costs less than computing it
      // again
    }
    Map<Integer, List<NestGraph.Read>> byConsumer =
        fitting.stream()
            .collect(
                Collectors.groupingBy(NestGraph.Read::nest, TreeMap::new, Collectors.toList()));
    byConsumer.forEach((consumer, operands) -> {
      Nest joint = nests.get(consumer);
      for (NestGraph.Read read : operands) { // numbers stay valid until the nest is compacted
        Nest more = into(joint, read.operand(), producer);
        joint = isSmall(more) ? more : joint;
      }
      nests.set(consumer, NestRewriter.compact(joint));
    });
  }

  private static boolean isSmall(Nest nest) {
    return nest.body().instructions().size() + nest.epilogue().instructions().size()
            <= MAX_INSTRUCTIONS
        && NestRewriter.compact(nest).operands().size() <= MAX_OPERANDS;
  }

  /** The cost rule. */
  private boolean fits(
      Nest producer, Nest consumer, int operand, int weight, int uses, Prepare.Known known) {
    Optional<Accesses.AxisMap> axes = axes(producer, consumer, operand);
    if (axes.isEmpty() || NestRewriter.givesIndex(consumer, operand)) {
      return false;
    }
    if (consumer.combine() == Combine.FMA_CHAIN && reads(consumer.body(), operand)) {
      return weight == 0
          && (keepsStreaming(producer, consumer, axes.get())
              || (!known.spares(producer, consumer)
                  && isTurned(into(consumer, operand, producer))));
    }
    long reads = consumer.operands().stream().filter(o -> o.buffer() == buffer(producer)).count();
    boolean recomputes = reads < uses || points(consumer) * reads > points(producer);
    return weight <= CHEAP || !recomputes;
  }

  /** Whether a contraction still reads along its last parallel axis in memory order. */
  private static boolean keepsStreaming(Nest producer, Nest consumer, Accesses.AxisMap axes) {
    int last = -1;
    for (int a = 0; a < consumer.axes().size(); a++) {
      last = consumer.axes().get(a).isReduce() ? last : a;
    }
    for (Access access : producer.operands()) {
      if (access.guarded()) {
        return false;
      }
      if (last >= 0 && Math.abs(Accesses.linearStride(axes.apply(access), last)) > 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether a contraction's panels are copies of a factor that lies across. */
  private boolean isTurned(Nest contraction) {
    Nest simple = NestSimplifier.simplify(NestRewriter.compact(contraction));
    return Scheduler.panels(simple, target)
        .filter(s -> Staging.turns(simple, s.staged(), s.laneAxis()))
        .isPresent();
  }

  /** Whether code loads an operand. */
  static boolean reads(ScalarCode code, int operand) {
    return code.instructions().stream()
        .anyMatch(i -> i instanceof ScalarCode.Load l && l.operand() == operand);
  }

  private static long points(Nest nest) {
    return nest.parallelPoints() * nest.reducePoints();
  }

  private static int weight(Nest nest) {
    int weight = 0;
    for (ScalarCode code : List.of(nest.body(), nest.epilogue())) {
      for (ScalarCode.Instruction instruction : code.instructions()) {
        weight +=
            instruction instanceof ScalarCode.Apply || instruction instanceof ScalarCode.Lookup
                ? 1
                : 0;
      }
    }
    return weight;
  }

  /**
   * The producer's axes in terms of the consumer's where that operand reads; empty if they cannot
   * be told.
   */
  private static Optional<Accesses.AxisMap> axes(Nest producer, Nest consumer, int operand) {
    return Accesses.writing(producer, consumer.operands().get(operand), consumer.axes().size());
  }

  private static Nest into(Nest consumer, int operand, Nest producer) {
    Accesses.AxisMap axes = axes(producer, consumer, operand).orElseThrow();
    NestRewriter rewriter = new NestRewriter(consumer.operands());
    ScalarCode body = replace(consumer.body(), operand, producer, axes, rewriter);
    ScalarCode epilogue = replace(consumer.epilogue(), operand, producer, axes, rewriter);
    return new Nest(
        consumer.axes(),
        rewriter.operands(),
        body,
        consumer.combine(),
        epilogue,
        consumer.results(),
        consumer.trailingRun());
  }

  private static ScalarCode replace(
      ScalarCode code, int operand, Nest producer, Accesses.AxisMap axes, NestRewriter rewriter) {
    if (!reads(code, operand)) {
      return code;
    }
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> results =
        b.inline(
            code,
            leaf ->
                leaf instanceof ScalarCode.Load l && l.operand() == operand
                    ? rewriter.valueOf(b, producer, axes, other -> NestRewriter.KEPT).getFirst()
                    : b.same(leaf));
    return b.build(results);
  }
}
