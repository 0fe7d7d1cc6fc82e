package mind.compiler.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns byte offsets into lines and columns. Made only when a diagnostic is shown. However long a
 * line is, a place in it is found in constant time: characters are counted by blocks.
 */
public final class LineMap {
  private static final int BLOCK = 1024;

  private final byte[] text;
  private final int[] starts;

  /** Characters before each block of bytes. */
  private final int[] before;

  LineMap(byte[] text) {
    this.text = text;
    int lines = 1;
    int characters = 0;
    before = new int[text.length / BLOCK + 1];
    for (int i = 0; i < text.length; i++) {
      if (i % BLOCK == 0) {
        before[i / BLOCK] = characters;
      }
      lines += text[i] == '\n' ? 1 : 0;
      characters += startsCharacter(i) ? 1 : 0;
    }
    if (text.length % BLOCK == 0) {
      before[text.length / BLOCK] = characters;
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

  private boolean startsCharacter(int i) {
    return (text[i] & 0xC0) != 0x80;
  }

  /** The number of characters before a byte. */
  private int characters(int offset) {
    int count = before[offset / BLOCK];
    for (int i = offset - offset % BLOCK; i < offset; i++) {
      count += startsCharacter(i) ? 1 : 0;
    }
    return count;
  }

  /** The position of a byte; of the end of the text for an offset beyond it. */
  public Position position(int offset) {
    int at = Math.max(starts[0], Math.min(offset, text.length));
    int found = Arrays.binarySearch(starts, at);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, characters(at) - characters(starts[line]) + 1);
  }

  public int lines() {
    return starts.length;
  }

  /** Where a line (from 1) stands, without its line ending. */
  public Span span(int line) {
    return new Span(starts[line - 1], end(line));
  }

  /** The number of characters of a line (from 1) without its line ending. */
  public int columns(int line) {
    return characters(end(line)) - characters(starts[line - 1]);
  }

  /** The text of a line (from 1) without its line ending; bytes that are no UTF-8 become U+FFFD. */
  public String line(int line) {
    return text(starts[line - 1], end(line));
  }

  /** A part of a line's text: at most {@code count} characters, after the first {@code skipped}. */
  public String line(int line, int skipped, int count) {
    int end = end(line);
    int from = starts[line - 1];
    int wanted = characters(from) + skipped;
    int found = Arrays.binarySearch(before, wanted);
    int block = found >= 0 ? found : -found - 2;
    int to = Math.max(from, block * BLOCK);
    int character = characters(to);
    while (to < end && (character < wanted || !startsCharacter(to))) {
      character += startsCharacter(to++) ? 1 : 0;
    }
    from = to;
    // Bytes that belong to no character don't count; of these there are only so many, too.
    for (int left = count; to < end && to - from < 4 * count; to++) {
      if (startsCharacter(to) && left-- == 0) {
        break;
      }
    }
    return text(from, to);
  }

  private String text(int from, int to) {
    return new String(text, from, Math.max(0, to - from), StandardCharsets.UTF_8);
  }

  /** Where a line ends, before its line ending. */
  private int end(int line) {
    int start = starts[line - 1];
    int end = line < starts.length ? starts[line] - 1 : text.length;
    return end > start && text[end - 1] == '\r' ? end - 1 : Math.max(start, end);
  }

  private static boolean startsWithBom(byte[] text) {
    return text.length >= 3
        && (text[0] & 0xFF) == 0xEF
        && (text[1] & 0xFF) == 0xBB
        && (text[2] & 0xFF) == 0xBF;
  }
}
