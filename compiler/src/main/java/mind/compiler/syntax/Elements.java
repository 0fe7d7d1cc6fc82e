package mind.compiler.syntax;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The elements of lists that are being parsed, those of an inner list above those of the outer one.
 * A list starts at a {@link #mark} and ends by taking what was added since.
 */
final class Elements {
  private Object[] items = new Object[16];
  private int size;

  int mark() {
    return size;
  }

  void add(Node element) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = element;
  }

  /** Ends the list that starts at {@code mark}. All of its elements must be of the array's type. */
  @SuppressWarnings("unchecked") // the array checks its elements
  <T extends Node> T[] take(int mark, IntFunction<T[]> array) {
    T[] list = array.apply(size - mark);
    for (int i = 0; i < list.length; i++) { // a few: faster than a copy of all
      list[i] = (T) items[mark + i];
    }
    size = mark;
    return list;
  }
}
