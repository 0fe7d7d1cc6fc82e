package mind.compiler.check;

import java.util.Arrays;
import mind.compiler.check.value.Value;
import mind.compiler.syntax.Argument;
import mind.compiler.syntax.Node;

/** The arguments of one call, in the order in which they are written. */
final class Given {
  private Value[] values;

  /** Where an argument stands; an {@link Argument} where a call's syntax has it as one. */
  private Node[] places;

  private int size;

  /** No arguments yet, with room for so many. */
  Given(int capacity) {
    values = new Value[capacity];
    places = new Node[capacity];
  }

  void add(Value value, Node place) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2 + 2);
      places = Arrays.copyOf(places, size * 2 + 2);
    }
    values[size] = value;
    places[size++] = place;
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

  /** Where all of an argument stands, with its keyword. */
  Node whole(int i) {
    return places[i];
  }

  /** Where an argument's value stands. */
  Node node(int i) {
    return places[i] instanceof Argument argument ? argument.value() : places[i];
  }

  /** An argument's keyword; -1 if it is positional. */
  int name(int i) {
    return places[i] instanceof Argument argument ? argument.name() : -1;
  }

  /** The argument that is given under a keyword; -1 if none is. */
  int named(int name) {
    for (int i = 0; i < size; i++) {
      if (name(i) == name) {
        return i;
      }
    }
    return -1;
  }

  boolean hasKeywords() {
    for (int i = 0; i < size; i++) {
      if (name(i) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a positional argument follows a keyword: the parser has reported it. */
  boolean isOutOfOrder(int i) {
    return i > 0 && name(i) < 0 && name(i - 1) >= 0;
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
