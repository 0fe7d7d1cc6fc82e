package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The function, a loop or a conditional that {@link Ir} is writing. */
final class Scope {
  /** A value that a loop carries: {@code start}, and more by {@code stride} steps each round. */
  record Derived(Value value, Value start, Value stride) {}

  final StringBuilder text = new StringBuilder();
  final Map<String, Value> known = new HashMap<>();
  final List<Value> carried = new ArrayList<>();
  final List<Value> initial = new ArrayList<>();
  final List<Derived> derived = new ArrayList<>();

  /** Number of the outermost scope that instructions move to. */
  final int barrier;

  /** Number of the outermost scope whose values are used again. */
  final int reach;

  /** The block that the scope's text starts with, and the one its end is in. */
  final String head;

  String block;

  Scope(String head, int barrier, int reach) {
    this.head = head;
    this.block = head;
    this.barrier = barrier;
    this.reach = reach;
  }
}
