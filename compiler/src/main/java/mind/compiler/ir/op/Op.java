package mind.compiler.ir.op;

import java.util.Locale;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;

/**
 * An operation: one of exactly 19, with all of its rules. Attributes are the record's components;
 * operands are values.
 */
public sealed interface Op
    permits Input,
        Const,
        Unary,
        Binary,
        Compare,
        Select,
        Cast,
        Reduce,
        Broadcast,
        Reshape,
        Transpose,
        Slice,
        Pad,
        Concat,
        Gather,
        ScatterAdd,
        Matmul,
        Conv2d,
        Random {

  /** The word that stands for the operation in IR text: {@code scatter_add}. */
  default String name() {
    return OpText.snakeCase(getClass().getSimpleName()).toLowerCase(Locale.ROOT);
  }

  /**
   * The attributes in IR text: a kind word first where there are kinds, then {@code name=value}
   * pairs.
   */
  Attributes attributes();

  /** How many operands it takes; -1 for any number above zero. */
  int arity();

  /**
   * The result's type.
   *
   * @throws mind.compiler.ir.IrException if the operands break a constraint of the operation
   */
  Type infer(Type... operands);

  /** The definition: the value on these operands. */
  Tensor evaluate(Type type, Tensor... operands);

  /**
   * Adds to the cotangents of the operands what the cotangent of the result gives them; nothing
   * where no derivative flows.
   */
  void vjp(Vjp vjp);

  /** Writes the value as StableHLO, of the same meaning as {@link #evaluate}; gives its name. */
  HloWriter.Value stablehlo(HloWriter h, Type type, HloWriter.Value... operands);

  /** Loop nests that compute the value; see {@link Lowering} for how they name buffers. */
  Lowering lower(Type type, Type... operands);

  /**
   * A value that always has the same bits and costs less, or no more and is easier to simplify: one
   * of the operands, or one added to {@code b}; -1 if there is none.
   */
  default int simplify(FunctionBuilder b, Type type, int... operands) {
    return -1;
  }

  /**
   * Whether each element of the result depends on the operands' elements at the same position
   * alone.
   */
  default boolean pointwise() {
    return false;
  }

  /**
   * Whether the result has each element of its one operand once, only in another place: then what
   * is computed of every element can as well be computed before.
   */
  default boolean rearranges() {
    return false;
  }

  /**
   * The lowest flat position in the indices that is out of range on these operands, or -1: what
   * makes the program fail with E6001.
   */
  default long outOfRange(Tensor... operands) {
    return -1;
  }

  /** Whether running it can fail, so that it must run even if nobody needs its value. */
  default boolean mayFail() {
    return false;
  }
}
