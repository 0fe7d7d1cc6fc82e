package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the body of one function as IR text.
 *
 * <p>Code is written into a stack of open scopes: the function, a loop, a conditional. A pure
 * instruction goes to the outermost scope in which its operands are known, and equal instructions
 * of a scope are written once, so loop-invariant code motion and the removal of common
 * subexpressions come by construction and need no passes. Text of an inner scope is appended to its
 * outer one when it closes; what is hoisted meanwhile comes before it. Conditionals and isolated
 * loops are barriers: nothing moves out of them, and an isolated loop computes again what is known
 * outside.
 *
 * <p>Loops run at least once; the caller sees to it.
 */
final class Ir extends Instructions {
  /** As many values take registers of their own in a loop. */
  private static final int MAX_DERIVED = 6;

  /** By how many bits an index is shifted on the way into an x86 address, at most. */
  private static final int MAX_SHIFT = 3;

  private final List<Scope> scopes = new ArrayList<>();
  private final StringBuilder allocations = new StringBuilder();
  private int names;

  Ir() {
    scopes.add(new Scope("entry", 0, 0));
  }

  private Scope current() {
    return scopes.getLast();
  }

  private int depth() {
    return scopes.size() - 1;
  }

  private Value name(Type type, int depth) {
    return new Value("%v" + names++, type, depth);
  }

  /** The value of a pure instruction, written before or now. */
  @Override
  Value pure(Type type, String instruction, Value... operands) {
    int depth = 0;
    for (Value operand : operands) {
      depth = Math.max(depth, operand.depth());
    }
    int home = Math.max(depth, current().barrier);
    for (int d = Math.max(depth, current().reach); d <= depth(); d++) {
      Value known = scopes.get(d).known.get(instruction);
      if (known != null) {
        return known;
      }
    }
    Value value = name(type, home);
    write(scopes.get(home), value.name() + " = " + instruction);
    scopes.get(home).known.put(instruction, value);
    return value;
  }

  /**
   * As {@code multiply}, for what is added to {@code address}: where that changes in the innermost
   * scope, the odd part of the product is hoisted, and shifted where it is used. x86 shifts as it
   * adds, which spares it registers; others have more of those and shift as they add or before.
   */
  Value multiplyFor(Value address, Value a, long factor) {
    int shift = Long.numberOfTrailingZeros(factor);
    boolean shifts = shift > 0 && shift <= MAX_SHIFT && factor != 0;
    if (a.isConstant() || !shifts || address.depth() < depth()) {
      return multiply(a, factor);
    }
    String shifted = "shl i64 " + multiply(a, factor >> shift).name() + ", " + shift;
    return current().known.computeIfAbsent(shifted, s -> pinned(Type.I64, s));
  }

  /** The value of an instruction that must stay where it is. */
  Value pinned(Type type, String instruction) {
    Value value = name(type, depth());
    write(current(), value.name() + " = " + instruction);
    return value;
  }

  /** Writes an instruction without a value that must stay where it is. */
  void effect(String instruction) {
    write(current(), instruction);
  }

  /**
   * Lowers the i64 at {@code cell} to {@code value}, once for each time that {@code value} is
   * computed.
   */
  void lower(Value cell, Value value) {
    int home = Math.max(value.depth(), current().barrier);
    Scope scope = scopes.get(home);
    if (scope.known.putIfAbsent("lower " + value.name(), value) == null) {
      Value old = name(Type.I64, home);
      Value lower = name(Type.I64, home);
      write(scope, old.name() + " = load i64, ptr " + cell.name());
      write(
          scope,
          lower.name() + " = call i64 @llvm.umin.i64(" + old.typed() + ", " + value.typed() + ")");
      write(scope, "store " + lower.typed() + ", ptr " + cell.name());
    }
  }

  private static void write(Scope scope, String line) {
    scope.text.append("  ").append(line).append('\n');
  }

  /** Memory of the function's frame. */
  Value allocate(String type) {
    Value value = name(Type.POINTER, 0);
    allocations
        .append("  ")
        .append(value.name())
        .append(" = alloca ")
        .append(type)
        .append(", align 64\n");
    return value;
  }

  /** Opens a loop; gives its counter, which starts at {@code start}. */
  Value openLoop(Value start) {
    return openLoop(start, current().barrier, current().reach);
  }

  /**
   * Opens a loop that computes by itself what it needs, but for the values that it is given: what
   * is the same in all its rounds is computed in each. That costs little where rounds are long, and
   * leaves the registers to the loops within.
   */
  Value openIsolatedLoop(Value start) {
    return openLoop(start, scopes.size(), scopes.size());
  }

  private Value openLoop(Value start, int barrier, int reach) {
    scopes.add(new Scope("loop" + names++, barrier, reach));
    return carry(start);
  }

  /** A further value that the open loop carries from round to round. */
  Value carry(Value start) {
    Value phi = name(start.type(), depth());
    current().carried.add(phi);
    current().initial.add(start);
    return phi;
  }

  /**
   * {@code base + counter * stride}; the base is an i64 or a pointer. Where {@code counter} counts
   * a loop's rounds and the base stays as it is, the loop carries the result from round to round:
   * no multiplication is left in it.
   */
  Value advance(Value base, Value counter, long stride) {
    return advance(base, counter, Value.i64(stride));
  }

  /** As above; the stride is an i64 that the loop doesn't change. */
  Value advance(Value base, Value counter, Value stride) {
    int depth = counter.depth();
    Scope loop = scopes.get(depth);
    boolean carries =
        !counter.isConstant()
            && !loop.carried.isEmpty()
            && loop.carried.getFirst().equals(counter)
            && base.depth() < depth
            && stride.depth() < depth
            && current().barrier < depth;
    String key = "advance " + base.name() + ", " + stride.name();
    Value known = carries ? loop.known.get(key) : null;
    if (known != null) {
      return known;
    }
    if (!carries || loop.derived.size() == MAX_DERIVED) {
      return plus(base, multiply(counter, stride));
    }
    Value start = plus(base, multiply(loop.initial.getFirst(), stride));
    Value value = derive(loop, depth, start, stride);
    loop.known.put(key, value);
    return value;
  }

  /**
   * An i64 that starts the innermost loop as {@code start} and grows by a stride for each of its
   * counter.
   */
  Value follow(long start, long stride) {
    if (current().carried.isEmpty()) {
      throw new IllegalStateException("no loop is innermost");
    }
    String key = "follow " + start + ", " + stride;
    Value known = current().known.get(key);
    if (known == null) {
      known = derive(current(), depth(), Value.i64(start), Value.i64(stride));
      current().known.put(key, known);
    }
    return known;
  }

  private Value derive(Scope loop, int depth, Value start, Value stride) {
    Value value = name(start.type(), depth);
    loop.derived.add(new Scope.Derived(value, start, stride));
    return value;
  }

  /** An i64 or a pointer, and so many bytes more. */
  Value plus(Value base, Value bytes) {
    if (base.type().equals(Type.I64)) {
      return add(base, bytes);
    }
    return bytes.name().equals("0")
        ? base
        : pure(
            Type.POINTER, "getelementptr i8, " + base.typed() + ", " + bytes.typed(), base, bytes);
  }

  /** Carries each of {@code starts}. */
  List<Value> carryAll(List<Value> starts) {
    return starts.stream().map(this::carry).toList();
  }

  /**
   * Closes the innermost loop, which runs again while {@code counter + step < end}.
   *
   * @param next of each carried value, in order
   * @return the last round's {@code next}
   */
  List<Value> closeLoop(Value step, Value end, List<Value> next) {
    Value following = add(current().carried.getFirst(), step);
    Value again =
        pure(Type.I1, "icmp slt i64 " + following.name() + ", " + end.name(), following, end);
    List<Value> nexts = new ArrayList<>();
    nexts.add(following);
    nexts.addAll(next);
    for (Scope.Derived derived : current().derived) {
      current().carried.add(derived.value());
      current().initial.add(derived.start());
      nexts.add(plus(derived.value(), multiply(derived.stride(), step)));
    }
    Scope loop = scopes.removeLast();
    Scope outer = current();
    if (nexts.size() != loop.carried.size()) {
      throw new IllegalStateException(nexts.size() + " values for " + loop.carried.size());
    }
    String exit = "exit" + names++;
    outer.text.append("  br label %").append(loop.head).append('\n');
    outer.text.append(loop.head).append(":\n");
    for (int i = 0; i < nexts.size(); i++) {
      phi(outer, loop.carried.get(i), loop.initial.get(i), outer.block, nexts.get(i), loop.block);
    }
    outer.text.append(loop.text);
    write(outer, "br i1 " + again.name() + ", label %" + loop.head + ", label %" + exit);
    outer.text.append(exit).append(":\n");
    outer.block = exit;
    return atDepth(next, depth());
  }

  private static void phi(
      Scope scope, Value phi, Value first, String firstBlock, Value second, String secondBlock) {
    write(
        scope,
        phi.name()
            + " = phi "
            + phi.type().text()
            + " [ "
            + first.name()
            + ", %"
            + firstBlock
            + " ], [ "
            + second.name()
            + ", %"
            + secondBlock
            + " ]");
  }

  private static List<Value> atDepth(List<Value> values, int depth) {
    return values.stream()
        .map(v -> new Value(v.name(), v.type(), Math.min(v.depth(), depth)))
        .toList();
  }

  /** Opens a conditional: what follows runs when {@code condition} holds. */
  void openIf(Value condition) {
    Scope scope = new Scope("then" + names++, scopes.size(), current().reach);
    scope.initial.add(condition);
    scopes.add(scope);
  }

  /** Closes a conditional without values. */
  void closeIf() {
    closeIf(List.of(), List.of());
  }

  /** Closes a conditional; gives {@code then} where it ran, else {@code otherwise}. */
  List<Value> closeIf(List<Value> then, List<Value> otherwise) {
    Scope branch = scopes.removeLast();
    Scope outer = current();
    String join = "join" + names++;
    write(
        outer,
        "br i1 "
            + branch.initial.getFirst().name()
            + ", label %"
            + branch.head
            + ", label %"
            + join);
    outer.text.append(branch.head).append(":\n").append(branch.text);
    write(outer, "br label %" + join);
    outer.text.append(join).append(":\n");
    List<Value> joined = new ArrayList<>();
    for (int i = 0; i < then.size(); i++) {
      Value phi = name(then.get(i).type(), depth());
      phi(outer, phi, then.get(i), branch.block, otherwise.get(i), outer.block);
      joined.add(phi);
    }
    outer.block = join;
    return joined;
  }

  /** The function's blocks, from the label of the first to the return. */
  String finish() {
    if (scopes.size() != 1) {
      throw new IllegalStateException("a scope is open");
    }
    return "entry:\n" + allocations + current().text + "  ret void\n";
  }
}
