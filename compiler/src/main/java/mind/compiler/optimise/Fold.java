package mind.compiler.optimise;

import java.util.Arrays;
import java.util.OptionalLong;
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
    boolean constant =
        operands.length > 0
            && !instruction.op().mayFail()
            && Arrays.stream(operands).allMatch(o -> b.instruction(o).op() instanceof Const);
    if (constant
        && instruction.op().pointwise()
        && Arrays.stream(operands).allMatch(o -> isSplat(b, o))) {
      return b.add(Const.splat(instruction.type(), onOneElement(b, instruction, operands)));
    }
    if (constant
        && isSmall(instruction.type())
        && Arrays.stream(operands).allMatch(o -> isSmall(b.type(o)))) {
      Tensor[] values = Arrays.stream(operands).mapToObj(o -> value(b, o)).toArray(Tensor[]::new);
      return b.add(Const.of(instruction.op().evaluate(instruction.type(), values)));
    }
    return b.add(instruction.op(), operands);
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
