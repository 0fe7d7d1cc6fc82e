package mind.compiler.optimise;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Const;

/**
 * Evaluates instructions on constants by the operations' own definition: point-wise ones on one
 * element where all operands are the same everywhere, others while they are small.
 */
final class Fold implements Pass {
  /** Elements up to which a constant is written out. */
  private static final int LIMIT = 256;

  @Override
  public String name() {
    return "fold";
  }

  @Override
  public Function run(Function f) {
    return Rewrite.each(f, Fold::fold);
  }

  private static int fold(FunctionBuilder b, Instruction instruction, int[] operands) {
    if (operands.length > 0 && all(operands, o -> isConst(b, o)) && !instruction.op().mayFail()) {
      if (instruction.op().pointwise() && all(operands, o -> isSplat(b, o))) {
        return b.add(Const.splat(instruction.type(), onOneElement(b, instruction, operands)));
      }
      if (isSmall(instruction.type()) && all(operands, o -> isSmall(b.type(o)))) {
        Tensor[] values = Arrays.stream(operands).mapToObj(o -> value(b, o)).toArray(Tensor[]::new);
        return b.add(Const.of(instruction.op().evaluate(instruction.type(), values)));
      }
    }
    return b.add(instruction.on(operands));
  }

  private static boolean all(int[] operands, IntPredicate condition) {
    for (int operand : operands) {
      if (!condition.test(operand)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isConst(FunctionBuilder b, int value) {
    return b.instruction(value).op() instanceof Const;
  }

  private static long onOneElement(FunctionBuilder b, Instruction instruction, int[] operands) {
    Tensor[] scalars =
        Arrays.stream(operands)
            .mapToObj(o -> {
              long bits = splat(b, o).orElseThrow();
              return Tensor.of(b.type(o).withShape(Shape.SCALAR), i -> bits);
            })
            .toArray(Tensor[]::new);
    Type scalar = instruction.type().withShape(Shape.SCALAR);
    return instruction.op().evaluate(scalar, scalars).bits(0);
  }

  private static boolean isSmall(Type type) {
    return type.elements() <= LIMIT;
  }

  private static boolean isSplat(FunctionBuilder b, int value) {
    return splat(b, value).isPresent();
  }

  private static OptionalLong splat(FunctionBuilder b, int value) {
    return Const.splatBits(b, value);
  }

  private static Tensor value(FunctionBuilder b, int constant) {
    Instruction instruction = b.instruction(constant);
    return instruction.op().evaluate(instruction.type());
  }
}
