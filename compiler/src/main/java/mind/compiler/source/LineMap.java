package mind.compiler.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns byte offsets into lines and columns. Made only when a diagnostic is shown. */
public final class LineMap {
  private final byte[] text;
  private final int[] starts;

  LineMap(byte[] text) {
    this.text = text;
    int lines = 1;
    for (byte b : text) {
      if (b == '\n') {
        lines++;
      }
    }
    starts = new int[lines];
    starts[0] = startsWithBom(text) ? 3 : 0;
    int line = 1;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        starts[line++] = i + 1;
      }
    }
  }

  /** The position of a byte; of the end of the text for an offset beyond it. */
  public Position position(int offset) {
    int at = Math.max(starts[0], Math.min(offset, text.length));
    int found = Arrays.binarySearch(starts, at);
    int line = found >= 0 ? found : -found - 2;
    int column = 1;
    for (int i = starts[line]; i < at; i++) {
      if ((text[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return new Position(line + 1, column);
  }

  public int lines() {
    return starts.length;
  }

  /** The text of a line (from 1) without its line ending; bytes that are no UTF-8 become U+FFFD. */
  public String line(int line) {
    int start = starts[line - 1];
    int end = line < starts.length ? starts[line] - 1 : text.length;
    if (end > start && text[end - 1] == '\r') {
      end--;
    }
    return new String(text, start, Math.max(0, end - start), StandardCharsets.UTF_8);
  }

  private static boolean startsWithBom(byte[] text) {
    return text.length >= 3
        && (text[0] & 0xFF) == 0xEF
        && (text[1] & 0xFF) == 0xBB
        && (text[2] & 0xFF) == 0xBF;
  }
}
