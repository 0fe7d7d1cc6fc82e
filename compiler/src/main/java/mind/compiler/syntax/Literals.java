package mind.compiler.syntax;

import java.nio.charset.StandardCharsets;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;

/** The values of number and string tokens. */
final class Literals {
  /** One more digit of any radix fits behind a number of so many bits. */
  private static final int SMALL_BITS = 58;

  /** A number of more characters is shown shortened. */
  private static final int SHOWN = 60;

  private final byte[] text;
  private final Diagnostics diagnostics;

  Literals(byte[] text, Diagnostics diagnostics) {
    this.text = text;
    this.diagnostics = diagnostics;
  }

  Expr integer(int start, int end) {
    return integer(start, end, false);
  }

  /** An integer; one that a sign stands before may be 2⁶³, which wraps to its own negation. */
  Expr integer(int start, int end, boolean negated) {
    int radix = 10;
    int from = start;
    if (end - start > 1 && text[start] == '0') {
      radix =
          switch (text[start + 1]) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
          };
      from = radix == 10 ? start : start + 2;
    }
    long value = 0;
    int count = 0;
    boolean overflow = false;
    for (int i = from; i < end; i++) {
      if (text[i] == '_') {
        continue;
      }
      int digit = digit(text[i]);
      if (digit >= radix) {
        return invalid(start, end, "is no number: `" + (char) text[i] + "` can't be a digit here");
      }
      if (value >>> SMALL_BITS != 0) {
        long most = Long.divideUnsigned(Long.MIN_VALUE - digit, radix);
        overflow |= Long.compareUnsigned(value, most) > 0;
      }
      value = value * radix + digit;
      count++;
    }
    if (count == 0) {
      return invalid(start, end, "has no digits");
    }
    if (overflow || (value < 0 && !negated)) {
      return invalid(start, end, "does not fit i64, the widest integer type");
    }
    return new Expr.IntegerLiteral(start, end, value);
  }

  /** The value of a digit or letter, in every radix that has it. */
  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : Integer.MAX_VALUE;
  }

  Expr real(int start, int end) {
    StringBuilder digits = new StringBuilder(end - start);
    boolean exponent = false;
    for (int i = start; i < end; i++) {
      char c = (char) text[i];
      if (Character.isLetter(c)) {
        boolean starts = (c == 'e' || c == 'E') && !exponent && i + 1 < end;
        if (!starts || Character.isLetter(text[i + 1])) {
          return invalid(start, end, "is no number: `" + c + "` can't be a digit here");
        }
        exponent = true;
      }
      if (c != '_') {
        digits.append(c);
      }
    }
    if (Character.isLetter(digits.charAt(digits.length() - 1))) {
      return invalid(start, end, "has no digits in its exponent");
    }
    double wide = Double.parseDouble(digits.toString());
    if (Double.isInfinite(wide)) {
      return invalid(start, end, "is beyond the range of f64");
    }
    // Each width is rounded from the decimal digits: rounding f64 again to f32 can be off by one.
    float narrow = Float.parseFloat(digits.toString());
    return new Expr.FloatLiteral(start, end, wide, narrow);
  }

  private Expr invalid(int start, int end, String why) {
    boolean isLong = end - start > SHOWN;
    int length = isLong ? SHOWN / 2 : end - start; // digits and letters: all ASCII
    String shown = new String(text, start, length, StandardCharsets.UTF_8) + (isLong ? ".." : "");
    diagnostics.error(Code.INVALID_NUMBER, start, end, "`" + shown + "` " + why);
    return new Expr.Bad(start, end);
  }

  Expr string(int start, int end) {
    StringBuilder out = new StringBuilder();
    int i = start + 1;
    int run = i;
    while (i < end - 1) {
      if (text[i] != '\\') {
        i++;
        continue;
      }
      out.append(new String(text, run, i - run, StandardCharsets.UTF_8));
      int length = escape(i, end - 1, out);
      if (length == 0) {
        int bad = Math.min(i + 1 + Math.max(1, Utf8.length(text, i + 1)), end - 1);
        diagnostics
            .error(Code.INVALID_ESCAPE, i, bad, "this is no escape sequence")
            .help("the escapes are \\n \\t \\r \\\\ \\\" \\0 and \\u{1F600}");
        return new Expr.Bad(start, end);
      }
      i += length;
      run = i;
    }
    out.append(new String(text, run, end - 1 - run, StandardCharsets.UTF_8));
    return new Expr.StringLiteral(start, end, out.toString());
  }

  /** Appends what the escape at {@code i} stands for and gives its length; 0 if it is none. */
  private int escape(int i, int end, StringBuilder out) {
    if (i + 1 >= end) {
      return 0;
    }
    switch (text[i + 1]) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case '0' -> out.append('\0');
      case '\\' -> out.append('\\');
      case '"' -> out.append('"');
      case 'u' -> {
        return unicodeEscape(i, end, out);
      }
      default -> {
        return 0;
      }
    }
    return 2;
  }

  private int unicodeEscape(int i, int end, StringBuilder out) {
    int at = i + 2;
    if (at >= end || text[at] != '{') {
      return 0;
    }
    int value = 0;
    int digits = 0;
    for (at++; at < end && text[at] != '}'; at++) {
      int digit = Character.digit(text[at], 16);
      if (digit < 0 || ++digits > 6) {
        return 0;
      }
      value = value * 16 + digit;
    }
    boolean valid = at < end && digits > 0 && Character.isValidCodePoint(value);
    if (!valid || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      return 0;
    }
    out.appendCodePoint(value);
    return at + 1 - i;
  }
}
