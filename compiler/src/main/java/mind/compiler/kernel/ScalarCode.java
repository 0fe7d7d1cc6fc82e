package mind.compiler.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A straight-line scalar program: each instruction's value has the instruction's number, and
 * operands come before their uses. The body and the epilogue of a nest are such programs.
 */
public record ScalarCode(List<Instruction> instructions, List<Integer> results) {

  public ScalarCode {
    instructions = List.copyOf(instructions);
    results = List.copyOf(results);
  }

  /** One step. Every one knows its result's dtype. */
  public sealed interface Instruction {
    DType dtype();
  }

  /** The element that the nest's operand {@code operand} has at this point. */
  public record Load(int operand, DType dtype) implements Instruction {}

  /** The value of a nest axis at this point, as I64. */
  public record AxisValue(int axis) implements Instruction {
    @Override
    public DType dtype() {
      return DType.I64;
    }
  }

  /** A constant, as bits. */
  public record Literal(DType dtype, long bits) implements Instruction {}

  /** In an epilogue: the value that the body's result {@code index} combined to. */
  public record Combined(int index, DType dtype) implements Instruction {}

  /** A scalar operation on earlier values. */
  public record Apply(ScalarOp op, DType dtype, List<Integer> operands) implements Instruction {
    public Apply {
      operands = List.copyOf(operands);
    }
  }

  /** Element {@code index} (an I64 value within bounds) of a constant table. */
  public record Lookup(DType dtype, List<Long> table, int index) implements Instruction {
    public Lookup {
      table = List.copyOf(table);
    }
  }

  /** Dtypes of the results. */
  public List<DType> resultTypes() {
    return results.stream().map(r -> instructions.get(r).dtype()).toList();
  }

  /** A value under construction. */
  public record Ref(int id, DType dtype) {}

  /** Code that gives the combined values 0.. back unchanged: the epilogue of a nest without one. */
  public static ScalarCode identity(List<DType> dtypes) {
    Builder b = new Builder();
    List<Ref> refs = new ArrayList<>();
    for (int i = 0; i < dtypes.size(); i++) {
      refs.add(b.combined(i, dtypes.get(i)));
    }
    return b.build(refs);
  }

  /** Builds scalar code; equal instructions are made once. */
  public static final class Builder {
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Instruction, Integer> numbers = new HashMap<>();

    private Ref add(Instruction instruction) {
      Integer known = numbers.get(instruction);
      if (known == null) {
        known = instructions.size();
        instructions.add(instruction);
        numbers.put(instruction, known);
      }
      return new Ref(known, instruction.dtype());
    }

    public Ref load(int operand, DType dtype) {
      return add(new Load(operand, dtype));
    }

    public Ref axis(int axis) {
      return add(new AxisValue(axis));
    }

    public Ref combined(int index, DType dtype) {
      return add(new Combined(index, dtype));
    }

    public Ref literal(DType dtype, long bits) {
      return add(new Literal(dtype, bits));
    }

    /** A float constant of dtype F32 or F64, rounded to nearest. */
    public Ref real(DType dtype, double value) {
      return literal(dtype, dtype.bits(value));
    }

    /** An integer constant in any dtype. */
    public Ref integer(DType dtype, long value) {
      return literal(dtype, dtype.bits(value));
    }

    /**
     * Applies an operation whose result has its (last) operand's dtype, or BOOL for a comparison.
     */
    public Ref apply(ScalarOp op, Ref... operands) {
      if (operands.length != op.arity()) {
        throw new IllegalArgumentException(op + " takes " + op.arity() + " operands");
      }
      DType last = operands[operands.length - 1].dtype();
      for (int i = op == ScalarOp.SELECT ? 1 : 0; i < operands.length; i++) {
        if (operands[i].dtype() != last) {
          throw new IllegalArgumentException(op + " on " + operands[i].dtype() + " and " + last);
        }
      }
      return add(new Apply(op, op.isComparison() ? DType.BOOL : last, ids(operands)));
    }

    private static List<Integer> ids(Ref... refs) {
      List<Integer> ids = new ArrayList<>(refs.length);
      for (Ref ref : refs) {
        ids.add(ref.id());
      }
      return ids;
    }

    public Ref add(Ref a, Ref b) {
      return apply(ScalarOp.ADD, a, b);
    }

    public Ref sub(Ref a, Ref b) {
      return apply(ScalarOp.SUB, a, b);
    }

    public Ref mul(Ref a, Ref b) {
      return apply(ScalarOp.MUL, a, b);
    }

    public Ref div(Ref a, Ref b) {
      return apply(ScalarOp.DIV, a, b);
    }

    /** a * b + c rounded once. */
    public Ref fma(Ref a, Ref b, Ref c) {
      return apply(ScalarOp.FMA, a, b, c);
    }

    public Ref neg(Ref a) {
      return apply(ScalarOp.NEG, a);
    }

    public Ref abs(Ref a) {
      return apply(ScalarOp.ABS, a);
    }

    public Ref lt(Ref a, Ref b) {
      return apply(ScalarOp.LT, a, b);
    }

    public Ref eq(Ref a, Ref b) {
      return apply(ScalarOp.EQ, a, b);
    }

    /** Whether a float is a NaN. */
    public Ref isNan(Ref a) {
      return apply(ScalarOp.NE, a, a);
    }

    public Ref select(Ref condition, Ref then, Ref otherwise) {
      return apply(ScalarOp.SELECT, condition, then, otherwise);
    }

    public Ref convert(Ref a, DType to) {
      return a.dtype() == to ? a : add(new Apply(ScalarOp.CONVERT, to, List.of(a.id())));
    }

    /** Reinterprets the bits in the type of the same width. */
    public Ref bitcast(Ref a) {
      DType to =
          switch (a.dtype()) {
            case F32 -> DType.I32;
            case I32 -> DType.F32;
            case F64 -> DType.I64;
            case I64 -> DType.F64;
            case BOOL -> throw new IllegalArgumentException("bitcast of BOOL");
          };
      return add(new Apply(ScalarOp.BITCAST, to, List.of(a.id())));
    }

    /** Widens I32 to I64 without sign. */
    public Ref zext(Ref a) {
      return add(new Apply(ScalarOp.ZEXT, DType.I64, List.of(a.id())));
    }

    /** Element {@code index} (I64, within bounds) of a table of bits. */
    public Ref lookup(DType dtype, List<Long> table, Ref index) {
      return add(new Lookup(dtype, table, index.id()));
    }

    /**
     * Copies code in, with what its loads, axis values and combined values stand for; gives its
     * results. A mapper that has nothing to replace makes the same instruction again.
     */
    public List<Ref> inline(ScalarCode code, java.util.function.Function<Instruction, Ref> leaf) {
      List<Ref> refs = new ArrayList<>();
      for (Instruction instruction : code.instructions()) {
        refs.add(
            switch (instruction) {
              case Load l -> leaf.apply(l);
              case AxisValue a -> leaf.apply(a);
              case Combined c -> leaf.apply(c);
              case Literal l -> add(l);
              case Apply a ->
                  add(
                      new Apply(
                          a.op(),
                          a.dtype(),
                          a.operands().stream().map(i -> refs.get(i).id()).toList()));
              case Lookup l -> add(new Lookup(l.dtype(), l.table(), refs.get(l.index()).id()));
            });
      }
      return code.results().stream().map(refs::get).toList();
    }

    /** Makes a leaf instruction again, unchanged. */
    public Ref same(Instruction leaf) {
      return add(leaf);
    }

    public ScalarCode build(List<Ref> results) {
      return new ScalarCode(instructions, results.stream().map(Ref::id).toList()).withoutDead();
    }
  }

  /** What computes result {@code index} alone. */
  public ScalarCode only(int index) {
    return new ScalarCode(instructions, List.of(results.get(index))).withoutDead();
  }

  /** The operand that this gives as it is, if it does nothing else. */
  public OptionalInt operand() {
    return instructions.size() == 1 && instructions.getFirst() instanceof Load load
        ? OptionalInt.of(load.operand())
        : OptionalInt.empty();
  }

  private ScalarCode withoutDead() {
    boolean[] live = new boolean[instructions.size()];
    for (int r : results) {
      live[r] = true;
    }
    for (int i = live.length - 1; i >= 0; i--) {
      if (live[i]) {
        switch (instructions.get(i)) {
          case Apply a -> a.operands().forEach(o -> live[o] = true);
          case Lookup l -> live[l.index()] = true;
          case Load l -> {}
          case AxisValue a -> {}
          case Combined c -> {}
          case Literal l -> {}
        }
      }
    }
    int[] number = new int[live.length];
    List<Instruction> kept = new ArrayList<>();
    for (int i = 0; i < live.length; i++) {
      if (live[i]) {
        number[i] = kept.size();
        kept.add(
            switch (instructions.get(i)) {
              case Apply a ->
                  new Apply(a.op(), a.dtype(), a.operands().stream().map(o -> number[o]).toList());
              case Lookup l -> new Lookup(l.dtype(), l.table(), number[l.index()]);
              case Load l -> l;
              case AxisValue a -> a;
              case Combined c -> c;
              case Literal l -> l;
            });
      }
    }
    return new ScalarCode(kept, results.stream().map(r -> number[r]).toList());
  }
}
