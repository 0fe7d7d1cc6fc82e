package mind.compiler.codegen.llvm;

import java.util.List;
import mind.compiler.codegen.KernelForm;

/** What a kernel is called with, as values: addresses of buffers, numbers, and a status word's. */
final class Arguments {
  private final Ir ir;
  private final List<Integer> buffers;
  private final int numbers;

  Arguments(Ir ir, KernelForm form) {
    this.ir = ir;
    buffers = form.nest().buffers();
    numbers = form.arguments().size();
  }

  private Value slot(Type type, int i) {
    Value slot =
        i == 0
            ? new Value("%args", Type.POINTER, 0)
            : ir.pure(Type.POINTER, "getelementptr i8, ptr %args, i64 " + 8 * i);
    return ir.pure(type, "load " + type.text() + ", " + slot.typed() + ", align 8", slot);
  }

  /** The address of a buffer. */
  Value buffer(int buffer) {
    return slot(Type.POINTER, buffers.indexOf(buffer));
  }

  /** A number of the form. */
  Value number(long number) {
    int argument = KernelForm.argument(number);
    return argument < 0 ? Value.i64(number) : slot(Type.I64, buffers.size() + argument);
  }

  /** The address of the status word. */
  Value status() {
    return slot(Type.POINTER, buffers.size() + numbers);
  }
}
