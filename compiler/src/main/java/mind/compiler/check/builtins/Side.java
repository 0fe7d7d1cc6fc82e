package mind.compiler.check.builtins;

import java.util.Locale;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * How a window moves along one side of images: {@code taps} that stand {@code gap} apart, by {@code
 * stride}, over {@code size} elements with {@code low} and {@code high} more around them. Any of
 * them may be a named dimension.
 */
record Side(long size, long taps, long stride, long gap, long low, long high, long output) {
  private static final long MOST = 1L << 28;

  private static final String PADDING =
      "Valid, Same, a number, [height, width] or [[top, bottom], [left, right]]";

  /**
   * Height and width.
   *
   * @param padding the parameter with the padding
   */
  static Side[] both(
      Arguments a, long[] sizes, long[] taps, long[] strides, long[] gaps, int padding) {
    Side[] sides = new Side[2];
    for (int d = 0; d < 2; d++) {
      sides[d] = of(a, sizes[d], taps[d], strides[d], gaps[d], padding, d);
    }
    return sides;
  }

  private static Side of(
      Arguments a, long size, long taps, long stride, long gap, int padding, int d) {
    Dims dims = a.dims();
    long window = dims.add(dims.multiply(dims.subtract(taps, 1), gap), 1);
    long[] around = around(a, padding, d);
    if (around == null) {
      long output = dims.quotient(dims.add(size, dims.subtract(stride, 1)), stride);
      long moved = dims.multiply(dims.subtract(output, 1), stride);
      long missing = dims.subtract(dims.add(moved, window), size);
      // Of a named dimension only the output counts, as nothing is recorded then.
      long total = Dims.isKnown(missing) ? Math.max(0, missing) : 0;
      return new Side(size, taps, stride, gap, total / 2, total - total / 2, output);
    }
    long padded = dims.add(size, dims.add(around[0], around[1]));
    long output = dims.add(dims.quotient(dims.subtract(padded, window), stride), 1);
    boolean fits = !Dims.isKnown(padded) || !Dims.isKnown(window) || window <= padded;
    return new Side(size, taps, stride, gap, around[0], around[1], fits ? output : 0);
  }

  /** Padding before and after along height or width; null if as much as keeps the size. */
  private static long @Nullable [] around(Arguments a, int i, int d) {
    Value value = a.value(i);
    String word =
        switch (value) {
          case Value.Word w -> w.text().toLowerCase(Locale.ROOT);
          case Value.Text t -> t.text().toLowerCase(Locale.ROOT);
          default -> "";
        };
    if (word.equals("same")) {
      return null;
    }
    if (word.equals("valid")) {
      return new long[2];
    }
    boolean nested =
        value instanceof Value.Array array
            && array.elements().length == 2
            && array.elements()[d] instanceof Value.Array;
    long[] around =
        nested && value instanceof Value.Array array
            ? a.integers(array.elements()[d], i, PADDING)
            : pair(a, i, d);
    if (around.length != 2) {
      throw a.wrong(i, PADDING);
    }
    return a.counts(around, i);
  }

  private static long[] pair(Arguments a, int i, int d) {
    long[] given = a.integers(i, PADDING);
    if (given.length != 1 && given.length != 2) {
      throw a.wrong(i, PADDING);
    }
    long along = given[given.length == 1 ? 0 : d];
    return new long[] {along, along};
  }

  /** One positive number for both sides, or two. */
  static long[] numbers(Arguments a, int i) {
    long[] given = a.integers(i, "a number or [height, width]");
    if (given.length != 1 && given.length != 2) {
      throw a.wrong(i, "a number or [height, width]");
    }
    for (long number : given) {
      a.positive(number, a.node(i));
    }
    return new long[] {a.counts(given, i)[0], given[given.length - 1]};
  }

  /**
   * Whether stride, window or padding are above 2^28, or the size above 2^30. Derivatives are
   * convolutions in which the sums of these are paddings; up to here those have 32 bits, in
   * derivatives of derivatives, too.
   */
  boolean tooLarge() {
    boolean known = Dims.isKnown(taps) && Dims.isKnown(gap);
    long window = known ? (taps - 1) * gap : 0;
    long widest = Math.max(window, Math.max(count(low), count(high)));
    return Math.max(widest, count(stride)) > MOST || count(size) > 4 * MOST;
  }

  /** A number that counts; 0 while it is a name. */
  static long count(long number) {
    return Dims.isKnown(number) ? Math.abs(number) : 0;
  }

  boolean fits() {
    return !Dims.isKnown(output) || output >= 1;
  }
}
