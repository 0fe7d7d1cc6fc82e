package mind.cli.lsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.editor.Document;
import mind.compiler.source.Source;
import mind.compiler.source.Span;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/**
 * A document as the client has it, in UTF-16, and as the compiler has it, in UTF-8: the two count
 * places differently.
 */
final class OpenDocument {
  private final String text;
  private final Document document;

  /** Where lines start, in UTF-16 units and in bytes. */
  private final int[] units;

  private final int[] bytes;

  OpenDocument(String text) {
    this.text = text;
    document = Document.of(Source.of(text));
    List<int[]> starts = new ArrayList<>();
    starts.add(new int[] {0, 0});
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      at += width(i);
      if (text.charAt(i) == '\n') {
        starts.add(new int[] {i + 1, at});
      }
    }
    units = starts.stream().mapToInt(s -> s[0]).toArray();
    bytes = starts.stream().mapToInt(s -> s[1]).toArray();
  }

  Document document() {
    return document;
  }

  /** The bytes of the UTF-16 unit at {@code i}; all four of a pair count for its first half. */
  private int width(int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
      return Character.isLowSurrogate(text.charAt(i + 1)) ? 4 : 1;
    }
    if (Character.isLowSurrogate(c)) {
      // Half a pair alone is encoded as a question mark.
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1)) ? 0 : 1;
    }
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  }

  /** The byte at a position; the end of the line for one beyond it. */
  int offset(Position position) {
    if (position.getLine() >= units.length) {
      return document.source().length();
    }
    int line = Math.max(0, position.getLine());
    int end = line + 1 < units.length ? units[line + 1] - 1 : text.length();
    int to = Math.min(end, units[line] + Math.max(0, position.getCharacter()));
    int at = bytes[line];
    for (int i = units[line]; i < to; i++) {
      at += width(i);
    }
    return at;
  }

  Position position(int offset) {
    int found = Arrays.binarySearch(bytes, offset);
    int line = found >= 0 ? found : -found - 2;
    int at = bytes[line];
    int i = units[line];
    while (i < text.length() && at < offset) {
      at += width(i++);
    }
    return new Position(line, i - units[line]);
  }

  Range range(Span span) {
    return new Range(position(span.start()), position(span.end()));
  }

  Range all() {
    return new Range(new Position(0, 0), position(document.source().length()));
  }

  String text(Span span) {
    byte[] source = document.source().bytes();
    return new String(source, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
  }
}
