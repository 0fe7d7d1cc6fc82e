package mind.text;

import java.util.ArrayList;
import java.util.List;

/** What one run of a program prints, in order: a text for each print. */
public final class Printout {
  /** How many characters all texts of a run may have; what is beyond is cut, and said to be. */
  public static final int LIMIT = 1 << 16;

  private static final String CUT =
      "... (the rest is cut: a run prints at most " + LIMIT + " characters)";

  private final List<String> texts = new ArrayList<>();
  private int left = LIMIT;

  /** Prints tensors in a format's places. */
  public void print(String format, List<TensorText> tensors) {
    if (left < 0) {
      return;
    }
    String text = Format.fill(format, tensors, left);
    if (text.length() < left) {
      texts.add(text);
      left -= text.length() + 1; // an empty text takes a line, too
      return;
    }
    int end = Math.min(left, text.length());
    boolean splits = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    texts.add(text.substring(0, splits ? end - 1 : end));
    texts.add(CUT);
    left = -1;
  }

  /** What was printed so far. */
  public List<String> texts() {
    return List.copyOf(texts);
  }
}
