package mind.compiler.ir.op;

import java.util.Arrays;

/** An immutable list of ints that compares by content: attributes of operations. */
public final class Ints {
  private final int[] values;

  private Ints(int[] values) {
    this.values = values;
  }

  public static Ints of(int... values) {
    return new Ints(values.clone());
  }

  /** Numbers that are known to fit. */
  public static Ints of(long... values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return new Ints(ints);
  }

  public int size() {
    return values.length;
  }

  public int get(int i) {
    return values[i];
  }

  public int last() {
    return values[values.length - 1];
  }

  public int[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ints i && Arrays.equals(values, i.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values).replace(" ", "");
  }
}
