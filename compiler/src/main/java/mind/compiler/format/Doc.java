package mind.compiler.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document in the sense of Oppen ("Prettyprinting", 1980) and Wadler: texts, places where a line
 * may break, and groups, which are printed on one line if they fit and broken at all their places
 * otherwise. It is a list of operations rather than a tree: with the widths summed up beforehand a
 * group is decided in constant time, so that printing is linear in the document.
 */
final class Doc {
  private static final String BLANK = " ";

  private enum Op {
    TEXT,
    /** A space, or a new line if the group is broken. */
    LINE,
    /** Nothing, or a new line if the group is broken. */
    SOFT,
    /** A space, or a new line if the group is broken and what follows doesn't fit on this one. */
    FILL,
    /** Always a new line; the groups around it are broken. */
    HARD,
    OPEN,
    CLOSE,
    INDENT,
    DEDENT,
    SUFFIX,
    IF_BROKEN
  }

  private final int width;
  private final int step;

  private Op[] ops = new Op[256];

  private byte[][] texts = new byte[256][];

  /** The columns of a text; the empty lines a broken line leaves; of OPEN its CLOSE. */
  private int[] values = new int[256];

  private boolean[] forced = new boolean[256];
  private int count;

  private int[] open = new int[16];
  private int depth;
  private boolean lineMustEnd;

  /** A document for lines of {@code width} columns, indented by steps of {@code step}. */
  Doc(int width, int step) {
    this.width = width;
    this.step = step;
  }

  private int add(Op op) {
    if (count == ops.length) {
      int larger = count * 2;
      ops = Arrays.copyOf(ops, larger);
      texts = Arrays.copyOf(texts, larger);
      values = Arrays.copyOf(values, larger);
      forced = Arrays.copyOf(forced, larger);
    }
    ops[count] = op;
    return count++;
  }

  /** Text as it is; if it holds line breaks the groups around it are broken. */
  void text(byte[] text) {
    int at = add(Op.TEXT);
    texts[at] = text;
    values[at] = columns(text);
    for (byte b : text) {
      if (b == '\n') {
        breakGroup();
        return;
      }
    }
  }

  void text(String text) {
    text(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A space and a text at the end of the line, whatever else is printed before that end. */
  void suffix(byte[] text) {
    int at = add(Op.SUFFIX);
    texts[at] = text;
    lineMustEnd = true;
  }

  /** Text that is printed only if the innermost group is broken. */
  void ifBroken(String text) {
    int at = add(Op.IF_BROKEN);
    texts[at] = text.getBytes(StandardCharsets.UTF_8);
  }

  /** A space or a new line; {@code blank} leaves a line empty before that. */
  void line(boolean blank) {
    at(Op.LINE, blank);
  }

  /** Nothing or a new line. */
  void soft() {
    at(Op.SOFT, false);
  }

  /** A space, or a new line where what follows doesn't fit. */
  void fill() {
    at(Op.FILL, false);
  }

  /** A new line; {@code blank} leaves a line empty before it. */
  void hard(boolean blank) {
    at(Op.HARD, blank);
  }

  private void at(Op op, boolean blank) {
    int at = add(op);
    values[at] = blank ? 1 : 0;
    forced[at] = lineMustEnd || op == Op.HARD;
    if (forced[at]) {
      breakGroup();
    }
    lineMustEnd = false;
  }

  void open() {
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
    }
    open[depth++] = add(Op.OPEN);
  }

  void close() {
    int opened = open[--depth];
    int closed = add(Op.CLOSE);
    values[opened] = closed;
    if (forced[opened]) {
      breakGroup();
    }
  }

  void indent() {
    add(Op.INDENT);
  }

  void dedent() {
    add(Op.DEDENT);
  }

  private void breakGroup() {
    if (depth > 0) {
      forced[open[depth - 1]] = true;
    }
  }

  private static int columns(byte[] text) {
    int columns = 0;
    for (byte b : text) {
      if (b == '\n') {
        columns = 0;
      } else if ((b & 0xC0) != 0x80) {
        columns++;
      }
    }
    return columns;
  }

  byte[] print() {
    return new Printer().print();
  }

  /** One printing: the place on the page, and which groups are broken. */
  private final class Printer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(count * 4);
    private final long[] flat = new long[count + 1];
    private final int[] toNextBreak = new int[count + 1];
    private boolean[] broken = new boolean[16];
    private int groups;
    private int indentation;
    private int column;
    private boolean fresh = true;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private byte[] print() {
      measure();
      broken[groups++] = true;
      for (int i = 0; i < count; i++) {
        step(i);
      }
      endLine();
      return out.toByteArray();
    }

    private void measure() {
      for (int i = 0; i < count; i++) {
        int size =
            switch (ops[i]) {
              case TEXT -> values[i];
              case LINE, FILL, HARD -> 1;
              case SOFT, OPEN, CLOSE, INDENT, DEDENT, SUFFIX, IF_BROKEN -> 0;
            };
        flat[i + 1] = flat[i] + size;
      }
      for (int i = count - 1; i >= 0; i--) {
        toNextBreak[i] =
            switch (ops[i]) {
              case TEXT -> toNextBreak[i + 1] + values[i];
              case IF_BROKEN -> toNextBreak[i + 1] + texts[i].length;
              case LINE, SOFT, FILL, HARD -> 0;
              case OPEN, CLOSE, INDENT, DEDENT, SUFFIX -> toNextBreak[i + 1];
            };
      }
    }

    private void step(int i) {
      boolean inBroken = broken[groups - 1];
      switch (ops[i]) {
        case TEXT -> write(texts[i]);
        case LINE, HARD -> breakLine(i, inBroken, true);
        case SOFT -> breakLine(i, inBroken, false);
        case FILL -> breakLine(i, inBroken && column + 1 + toNextBreak[i + 1] > width, true);
        case OPEN -> enter(i);
        case CLOSE -> groups--;
        case INDENT -> indentation += step;
        case DEDENT -> indentation -= step;
        case SUFFIX -> {
          pending.write(' ');
          pending.writeBytes(texts[i]);
        }
        case IF_BROKEN -> {
          if (inBroken) {
            write(texts[i]);
          }
        }
      }
    }

    private void enter(int i) {
      int close = values[i];
      if (groups == broken.length) {
        broken = Arrays.copyOf(broken, groups * 2);
      }
      boolean breaks = false;
      if (broken[groups - 1]) {
        long needed = flat[close] - flat[i] + toNextBreak[close];
        breaks = forced[i] || column + needed > width;
      }
      broken[groups++] = breaks;
    }

    private void breakLine(int i, boolean ends, boolean space) {
      if (ends || forced[i]) {
        endLine();
        if (values[i] > 0) {
          out.write('\n');
        }
      } else if (space) {
        write(BLANK.getBytes(StandardCharsets.US_ASCII));
      }
    }

    private void endLine() {
      out.writeBytes(pending.toByteArray());
      pending.reset();
      if (out.size() > 0) {
        out.write('\n');
      }
      fresh = true;
      // Indentation ends short of the width, so that deep nesting doesn't take much space.
      column = Math.min(indentation, width * 3 / 4);
    }

    private void write(byte[] text) {
      if (fresh) {
        out.writeBytes(BLANK.repeat(column).getBytes(StandardCharsets.US_ASCII));
        fresh = false;
      }
      out.writeBytes(text);
      for (byte b : text) {
        if (b == '\n') {
          column = 0;
        } else if ((b & 0xC0) != 0x80) {
          column++;
        }
      }
    }
  }
}
