package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Lowering;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * A function as nests in order over numbered buffers, and where each buffer's bytes come from.
 *
 * @param nests what is run
 * @param buffers by number
 * @param debugs what is printed and asserted
 */
record NestProgram(List<Nest> nests, List<Buffer> buffers, List<BufferDebug> debugs) {

  NestProgram {
    nests = List.copyOf(nests);
    buffers = List.copyOf(buffers);
    debugs = List.copyOf(debugs);
  }

  /** What a buffer is for. */
  sealed interface Role {}

  /**
   * @param bound whether it is given once, before the calls
   */
  record InputRole(int index, boolean bound) implements Role {}

  record OutputRole(int index) implements Role {}

  record ConstantRole(Tensor value) implements Role {}

  record Temporary() implements Role {}

  /** Computed once, when the bound inputs are given. */
  record Prepared() implements Role {}

  /** In the arena, and still there when all has run: something of it is printed or asserted. */
  record Kept() implements Role {}

  /** A buffer: its role, and the size of its content. */
  record Buffer(Role role, long bytes) {
    boolean isTemporary() {
      return role instanceof Temporary;
    }

    boolean isKept() {
      return role instanceof Kept;
    }
  }

  /**
   * What is printed or asserted.
   *
   * @param debug with buffers for values, standing behind so many nests that are checked
   * @param types of the values
   */
  record BufferDebug(Debug debug, List<Type> types) {}

  NestProgram withNests(List<Nest> newNests) {
    return new NestProgram(newNests, buffers, debugs);
  }

  /**
   * Lowers every instruction by its operation's own rule; outputs get buffers of their own.
   *
   * @param bound numbers of the inputs that are given once
   */
  static NestProgram of(Function f, Set<Integer> bound) {
    return new Lowerer(f, bound).run();
  }

  private static final class Lowerer {
    private final Function f;
    private final Set<Integer> bound;
    private final List<Nest> nests = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<BufferDebug> debugs = new ArrayList<>(0);
    private final int[] bufferOf;

    /** How many nests so far are checked. */
    private int checks;

    Lowerer(Function f, Set<Integer> bound) {
      this.f = f;
      this.bound = bound;
      this.bufferOf = new int[f.code().size()];
    }

    NestProgram run() {
      for (int v = 0; v < bufferOf.length; v++) {
        f.debugsAt(v).forEach(this::debug);
        bufferOf[v] = lower(v, f.instruction(v));
      }
      f.debugsAt(bufferOf.length).forEach(this::debug);
      Map<Integer, Integer> owner = new HashMap<>();
      for (int o = 0; o < f.outputs().size(); o++) {
        output(o, f.outputs().get(o).value(), owner);
      }
      for (BufferDebug each : debugs) {
        each.debug().values().forEach(this::keep);
        each.debug().when().ifPresent(this::keep);
      }
      return new NestProgram(nests, buffers, debugs);
    }

    private void debug(Debug debug) {
      List<Type> types = debug.values().stream().map(f::type).toList();
      debugs.add(new BufferDebug(debug.moved(checks, value -> bufferOf[value]), types));
    }

    private void keep(int buffer) {
      if (buffers.get(buffer).isTemporary()) {
        buffers.set(buffer, new Buffer(new Kept(), buffers.get(buffer).bytes()));
      }
    }

    private int lower(int value, Instruction instruction) {
      Type type = instruction.type();
      Type[] operands =
          Arrays.stream(instruction.operands()).mapToObj(f::type).toArray(Type[]::new);
      return switch (instruction.op().lower(type, operands)) {
        case Lowering.Argument a -> buffer(new InputRole(value, bound.contains(value)), type);
        case Lowering.Constant c -> buffer(new ConstantRole(c.value()), type);
        case Lowering.Alias a -> bufferOf[instruction.operand(0)];
        case Lowering.Nests n -> {
          int[] local = new int[operands.length + 1 + n.temporaries().size()];
          for (int i = 0; i < operands.length; i++) {
            local[i] = bufferOf[instruction.operand(i)];
          }
          local[operands.length] = buffer(new Temporary(), type);
          for (int t = 0; t < n.temporaries().size(); t++) {
            local[operands.length + 1 + t] = buffer(new Temporary(), n.temporaries().get(t));
          }
          for (Nest nest : n.nests()) {
            nests.add(nest.withBuffers(b -> local[b]));
            checks += nest.checked() ? 1 : 0;
          }
          yield local[operands.length];
        }
      };
    }

    private int buffer(Role role, Type type) {
      buffers.add(new Buffer(role, type.bytes()));
      return buffers.size() - 1;
    }

    /**
     * Computes straight into the output where its value is computed only for it; copies otherwise.
     */
    private void output(int number, int value, Map<Integer, Integer> owner) {
      int buffer = bufferOf[value];
      boolean updated =
          nests.stream()
              .anyMatch(n ->
                  n.combine() == Combine.SCATTER_ADD && n.results().getFirst().buffer() == buffer);
      if (buffers.get(buffer).isTemporary()
          && !updated
          && owner.putIfAbsent(buffer, number) == null) {
        buffers.set(buffer, new Buffer(new OutputRole(number), buffers.get(buffer).bytes()));
        return;
      }
      Type type = f.type(value);
      int copy = buffer(new OutputRole(number), type);
      List<Long> extents = List.of(type.elements());
      List<Index> all = List.of(Index.along(0, 1));
      ScalarCode.Builder b = new ScalarCode.Builder();
      nests.add(
          Nest.map(
              List.of(Axis.parallel(type.elements())),
              List.of(Access.of(buffer, type.dtype(), extents, all)),
              b.build(List.of(b.load(0, type.dtype()))),
              List.of(Access.of(copy, type.dtype(), extents, all))));
    }
  }
}
