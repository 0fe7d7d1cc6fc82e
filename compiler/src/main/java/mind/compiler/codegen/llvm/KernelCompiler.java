package mind.compiler.codegen.llvm;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import mind.compiler.codegen.KernelForm;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Target;
import org.bytedeco.llvm.global.LLVM;

/**
 * Compiles kernels to object code: the same bytes for the same form, symbol and target, on any
 * machine and thread.
 *
 * <p>A kernel is one function {@code void symbol(void** args, int64 begin, int64 end)}. The
 * arguments are the addresses of the nest's buffers in {@link Nest#buffers()} order, the form's
 * {@link KernelForm#arguments() arguments}, then, for a {@linkplain Nest#checked() checked} nest,
 * that of an unsigned 64-bit status word, which is lowered to the lowest flat position of an index
 * operand that was out of range. It runs cells [begin, end) of the grid of the nest's {@link
 * Schedule}; cells are independent and may run in any order and on any thread. A result may share
 * memory with an operand only in a nest without a combine rule and without squares to turn, and if
 * both are at the same place at every point; in others cells may overlap.
 *
 * <p>Safe for use by many threads; each keeps a code generator of its own while it compiles.
 */
public final class KernelCompiler implements AutoCloseable {
  /**
   * What the emitted text still needs: a checked nest's status becomes a register. All else is done
   * as the text is written.
   */
  private static final String PASSES = "function(mem2reg)";

  private final Map<Target, Queue<NativeMachine>> idle = new ConcurrentHashMap<>();

  /** The object code of a form as function {@code symbol}. */
  public CompiledKernel compile(KernelForm form, String symbol, Target target) {
    return with(
        form, symbol, target, (module, machine) -> new CompiledKernel(module.emit(machine, false)));
  }

  /** The object code of a module that is given as LLVM IR text, for measuring a machine itself. */
  public CompiledKernel compile(String text, Target target) {
    return onMachine(
        target,
        machine -> {
          try (NativeModule module = new NativeModule(text)) {
            module.optimise(PASSES, machine);
            return new CompiledKernel(module.emit(machine, false));
          }
        });
  }

  /** The LLVM IR that object code is generated from. */
  public String llvmText(KernelForm form, String symbol, Target target) {
    return with(form, symbol, target, (module, machine) -> module.text());
  }

  /** The target's assembly. */
  public String assembly(KernelForm form, String symbol, Target target) {
    return with(
        form,
        symbol,
        target,
        (module, machine) -> new String(module.emit(machine, true), StandardCharsets.UTF_8));
  }

  private interface Emit<T> {
    T apply(NativeModule module, NativeMachine machine);
  }

  private <T> T with(KernelForm form, String symbol, Target target, Emit<T> emit) {
    String text = NestEmitter.emit(form, target, symbol);
    return onMachine(
        target,
        machine -> {
          try (NativeModule module = new NativeModule(text)) {
            module.optimise(PASSES, machine);
            return emit.apply(module, machine);
          }
        });
  }

  private <T> T onMachine(Target target, Function<NativeMachine, T> use) {
    Queue<NativeMachine> machines =
        idle.computeIfAbsent(target, t -> new ConcurrentLinkedQueue<>());
    NativeMachine machine = machines.poll();
    if (machine == null) {
      machine = new NativeMachine(target);
    }
    try {
      return use.apply(machine);
    } finally {
      machines.add(machine);
    }
  }

  /** LLVM's version, which object code depends on. */
  public static String llvmVersion() {
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] patch = new int[1];
    LLVM.LLVMGetVersion(major, minor, patch);
    return major[0] + "." + minor[0] + "." + patch[0];
  }

  /** Frees idle code generators. Nothing may be compiling. */
  @Override
  public void close() {
    for (Queue<NativeMachine> machines : idle.values()) {
      for (NativeMachine m = machines.poll(); m != null; m = machines.poll()) {
        m.close();
      }
    }
  }
}
