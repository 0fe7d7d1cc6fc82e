package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Instruction;
import mind.compiler.kernel.ScalarCode.Ref;

/** Puts the code of one nest into another: collects the operands that the joint code reads. */
final class NestRewriter {
  private final List<Access> operands;

  NestRewriter(List<Access> operands) {
    this.operands = new ArrayList<>(operands);
  }

  List<Access> operands() {
    return operands;
  }

  /** The number of an operand, which is added where it is new. */
  int operand(Access access) {
    int known = operands.indexOf(access);
    if (known < 0) {
      operands.add(access);
      known = operands.size() - 1;
    }
    return known;
  }

  /**
   * The value that a map nest gives at the point {@code axes} says, its loads becoming operands
   * here.
   */
  List<Ref> valueOf(
      ScalarCode.Builder b, Nest map, Accesses.AxisMap axes, Function<Instruction, Ref> other) {
    Function<Instruction, Ref> leaf =
        instruction ->
            switch (instruction) {
              case ScalarCode.Load l -> {
                Ref replaced = other.apply(l);
                yield replaced.id() >= 0
                    ? replaced
                    : b.load(operand(axes.apply(map.operands().get(l.operand()))), l.dtype());
              }
              case ScalarCode.AxisValue a -> position(b, axes.axes().get(a.axis()));
              default -> throw new IllegalStateException("no leaf: " + instruction);
            };
    List<Ref> body = b.inline(map.body(), leaf);
    return b.inline(
        map.epilogue(),
        instruction ->
            instruction instanceof ScalarCode.Combined c
                ? body.get(c.index())
                : leaf.apply(instruction));
  }

  /**
   * What code of a nest gives at the point {@code axes} says, its loads becoming operands here.
   *
   * @param combined what its Combined instructions stand for
   */
  List<Ref> inline(
      ScalarCode.Builder b, Nest nest, ScalarCode code, Accesses.AxisMap axes, Ref... combined) {
    return b.inline(
        code,
        instruction ->
            switch (instruction) {
              case ScalarCode.Load l ->
                  b.load(operand(axes.apply(nest.operands().get(l.operand()))), l.dtype());
              case ScalarCode.AxisValue a -> position(b, axes.axes().get(a.axis()));
              case ScalarCode.Combined c -> combined[c.index()];
              default -> throw new IllegalStateException("no leaf: " + instruction);
            });
  }

  /** Says that a load keeps reading its own operand. */
  static final Ref KEPT = new Ref(-1, DType.BOOL);

  private static Ref position(ScalarCode.Builder b, Index index) {
    Ref sum = b.integer(DType.I64, index.offset());
    for (int a = 0; a < index.strides().size(); a++) {
      if (index.strides().get(a) != 0) {
        Ref step = b.mul(b.axis(a), b.integer(DType.I64, index.strides().get(a)));
        sum = b.add(sum, step);
      }
    }
    return sum;
  }

  /** Whether an operand gives the index of another access, so that it has to stay a plain read. */
  static boolean givesIndex(Nest nest, int operand) {
    return nest.operands().stream().anyMatch(a -> a.indirectOperand() == operand)
        || nest.results().stream().anyMatch(a -> a.indirectOperand() == operand);
  }

  /** The nest without operands that nothing reads. */
  static Nest compact(Nest nest) {
    boolean[] used = new boolean[nest.operands().size()];
    for (ScalarCode code : List.of(nest.body(), nest.epilogue())) {
      for (Instruction instruction : code.instructions()) {
        if (instruction instanceof ScalarCode.Load l) {
          used[l.operand()] = true;
        }
      }
    }
    for (List<Access> accesses : List.of(nest.operands(), nest.results())) {
      for (Access access : accesses) {
        if (access.indirectOperand() >= 0) {
          used[access.indirectOperand()] = true;
        }
      }
    }
    int[] number = new int[used.length];
    List<Access> kept = new ArrayList<>();
    for (int i = 0; i < used.length; i++) {
      number[i] = kept.size();
      if (used[i]) {
        kept.add(nest.operands().get(i));
      }
    }
    return new Nest(
        nest.axes(),
        kept.stream().map(a -> renumber(a, number)).toList(),
        renumber(nest.body(), number),
        nest.combine(),
        renumber(nest.epilogue(), number),
        nest.results().stream().map(a -> renumber(a, number)).toList(),
        nest.trailingRun());
  }

  private static Access renumber(Access access, int[] number) {
    List<Index> indices =
        access.indices().stream()
            .map(i ->
                i.isIndirect()
                    ? new Index(i.offset(), i.strides(), i.divisor(), number[i.indirect()])
                    : i)
            .toList();
    return new Access(
        access.buffer(),
        access.dtype(),
        access.extents(),
        indices,
        access.guarded(),
        access.fill());
  }

  private static ScalarCode renumber(ScalarCode code, int[] number) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(
        b.inline(
            code,
            leaf ->
                leaf instanceof ScalarCode.Load l
                    ? b.load(number[l.operand()], l.dtype())
                    : b.same(leaf)));
  }
}
