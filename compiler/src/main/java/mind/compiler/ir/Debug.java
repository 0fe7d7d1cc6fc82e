package mind.compiler.ir;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * An output for whoever runs the function: a text with values in it. It stands among the
 * instructions, and what happens does so in their order.
 *
 * @param at how many instructions, inputs counted, stand before it
 * @param format a text with a place for each of the values; see {@link mind.text.Format}
 * @param values printed, in order
 * @param when a bool scalar without which nothing happens; absent: always
 */
public record Debug(int at, Kind kind, String format, List<Integer> values, OptionalInt when) {

  /** What the text is for. */
  public enum Kind {
    /** It comes back with the result. */
    PRINT,
    /** It is the message of E6006, with which the run ends: an assertion that does not hold. */
    FAIL
  }

  public Debug {
    values = List.copyOf(values);
  }

  /** The same at another place, by the numbers that values have there. */
  public Debug moved(int place, IntUnaryOperator numbers) {
    return new Debug(
        place,
        kind,
        format,
        values.stream().map(numbers::applyAsInt).toList(),
        when.isEmpty() ? when : OptionalInt.of(numbers.applyAsInt(when.getAsInt())));
  }
}
