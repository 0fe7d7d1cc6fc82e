package mind.compiler.codegen;

import java.util.List;
import java.util.stream.Collectors;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/** A nest as text: equal for equal nests, different for different ones. */
public final class NestText {
  private NestText() {}

  public static String of(Nest nest) {
    StringBuilder text = new StringBuilder("axes");
    for (Axis axis : nest.axes()) {
      text.append(axis.isReduce() ? " reduce " : " parallel ").append(number(axis.extent()));
    }
    text.append("; ").append(nest.combine()).append(" run ").append(nest.trailingRun());
    accesses(text.append("; reads"), nest.operands());
    code(text.append("; body"), nest.body());
    code(text.append("; epilogue"), nest.epilogue());
    accesses(text.append("; writes"), nest.results());
    return text.toString();
  }

  private static void accesses(StringBuilder text, List<Access> accesses) {
    for (Access access : accesses) {
      text.append(' ').append(access.dtype().text()).append(" b").append(access.buffer());
      text.append(access.extents());
      access.indices().forEach(index -> index(text, index));
      if (access.guarded()) {
        text.append(" else ").append(access.fill());
      }
    }
  }

  private static void index(StringBuilder text, Index index) {
    if (index.isIndirect()) {
      text.append(" at operand ").append(index.indirect());
    } else {
      text.append(" at ").append(index.offset()).append('+');
      text.append(index.strides().stream().map(NestText::number).toList());
      text.append(index.divisor() == 1 ? "" : "/" + index.divisor());
    }
  }

  private static String number(long number) {
    int argument = KernelForm.argument(number);
    return argument < 0 ? Long.toString(number) : "argument " + argument;
  }

  private static void code(StringBuilder text, ScalarCode code) {
    for (ScalarCode.Instruction instruction : code.instructions()) {
      text.append(' ').append(instruction.dtype().text()).append(':');
      text.append(
          switch (instruction) {
            case ScalarCode.Load l -> "load " + l.operand();
            case ScalarCode.AxisValue a -> "axis " + a.axis();
            case ScalarCode.Literal l -> "literal " + l.bits();
            case ScalarCode.Combined c -> "combined " + c.index();
            case ScalarCode.Apply a -> a.op() + " " + a.operands();
            case ScalarCode.Lookup l -> "lookup " + l.table() + " " + l.index();
          });
    }
    text.append(" gives ");
    text.append(code.results().stream().map(Object::toString).collect(Collectors.joining(",")));
  }
}
