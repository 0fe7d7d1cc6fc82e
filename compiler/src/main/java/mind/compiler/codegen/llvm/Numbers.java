package mind.compiler.codegen.llvm;

import java.util.List;
import mind.compiler.codegen.KernelForm;

/** The numbers of a kernel's form as values: constants, or what the kernel is given for them. */
record Numbers(List<Value> arguments) {
  Value value(long number) {
    int argument = KernelForm.argument(number);
    return argument < 0 ? Value.i64(number) : arguments.get(argument);
  }
}
