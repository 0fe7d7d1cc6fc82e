package mind.compiler.check;

import java.util.Arrays;
import mind.compiler.check.value.Value;
import mind.compiler.syntax.Node;

/** The arguments of one call, as they are written: argument i is positional if its name is -1. */
final class Given {
  private Value[] values;

  /** Where an argument's value stands, and where all of it does, with its keyword. */
  private Node[] nodes;

  private Node[] wholes;
  private int[] names;
  private int size;

  /** No arguments yet, with room for so many. */
  Given(int capacity) {
    values = new Value[capacity];
    nodes = new Node[capacity];
    wholes = new Node[capacity];
    names = new int[capacity];
  }

  void add(Value value, Node node, int name) {
    add(value, node, name, node);
  }

  /** An argument whose value is at {@code node} and all of which, with its keyword, at whole. */
  void add(Value value, Node node, int name, Node whole) {
    if (size == values.length) {
      int larger = size * 2 + 2;
      values = Arrays.copyOf(values, larger);
      nodes = Arrays.copyOf(nodes, larger);
      wholes = Arrays.copyOf(wholes, larger);
      names = Arrays.copyOf(names, larger);
    }
    values[size] = value;
    nodes[size] = node;
    wholes[size] = whole;
    names[size++] = name;
  }

  int size() {
    return size;
  }

  Value value(int i) {
    return values[i];
  }

  void set(int i, Value value) {
    values[i] = value;
  }

  Node node(int i) {
    return nodes[i];
  }

  Node whole(int i) {
    return wholes[i];
  }

  int name(int i) {
    return names[i];
  }

  /** The argument that is given under a keyword; -1 if none is. */
  int named(int name) {
    for (int i = 0; i < size; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }

  boolean hasKeywords() {
    for (int i = 0; i < size; i++) {
      if (names[i] >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a positional argument follows a keyword: the parser has reported it. */
  boolean isOutOfOrder(int i) {
    return i > 0 && names[i] < 0 && names[i - 1] >= 0;
  }

  boolean isInvalid() {
    for (int i = 0; i < size; i++) {
      if (values[i] instanceof Value.Invalid) {
        return true;
      }
    }
    return false;
  }
}
