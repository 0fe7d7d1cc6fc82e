package mind.text;

import java.util.List;

/**
 * Texts with places for tensors: <code>{}</code> is the next one's place, <code>{{</code> and
 * <code>}}</code> are braces.
 */
public final class Format {
  private Format() {}

  /** A format that gives this text. */
  public static String literal(String text) {
    return text.replace("{", "{{").replace("}", "}}");
  }

  /** How many places a format has; -1 if it is none. */
  public static int places(String format) {
    int places = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '{' || c == '}') {
        char next = ++i < format.length() ? format.charAt(i) : ' ';
        if (c == '{' && next == '}') {
          places++;
        } else if (next != c) {
          return -1;
        }
      }
    }
    return places;
  }

  /**
   * The text with tensors in its places. What is longer than {@code limit} is cut somewhere beyond.
   *
   * @param format one with a place for each of the tensors
   */
  public static String fill(String format, List<TensorText> tensors, int limit) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length() && out.length() <= limit; i++) {
      char c = format.charAt(i);
      boolean brace = c == '{' || c == '}';
      if (brace && format.charAt(++i) != c) {
        tensors.get(next++).append(out, limit + 1);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
