package mind.laws.source;

import java.util.ArrayList;
import java.util.List;

/** The variables that can be used at a place of a program that is being made. */
final class ScopeOfNames {
  /** A variable; {@code text} is how it is used, which for a struct's field is {@code p.w}. */
  record Variable(String text, Shaped type, boolean mutable) {}

  private final List<Variable> variables = new ArrayList<>();
  private int fence;

  List<Variable> of(Shaped type) {
    return variables.stream().filter(v -> v.type().equals(type)).toList();
  }

  List<Variable> all() {
    return List.copyOf(variables);
  }

  /** Those that may be assigned here: not from within a closure. */
  List<Variable> assignable() {
    return variables.subList(fence, variables.size()).stream().filter(Variable::mutable).toList();
  }

  void add(String text, Shaped type, boolean mutable) {
    variables.add(new Variable(text, type, mutable));
  }

  int mark() {
    return variables.size();
  }

  /** Leaves a block: what was declared since the mark goes. */
  void reset(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  /** Enters a closure; gives what {@link #open} takes. */
  int close() {
    int before = fence;
    fence = variables.size();
    return before;
  }

  void open(int before) {
    fence = before;
  }
}
