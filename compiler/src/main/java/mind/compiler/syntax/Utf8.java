package mind.compiler.syntax;

/** UTF-8 by hand: the lexer meets bytes that may not be any. */
final class Utf8 {
  private Utf8() {}

  /** Bytes of the well-formed character at {@code i}: 1 to 4; 0 if there is none. */
  static int length(byte[] text, int i) {
    int lead = text[i] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((text[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int c = decode(text, i, length);
    boolean overlong = length == 3 ? c < 0x800 : length == 4 && c < 0x10000;
    return overlong || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF ? 0 : length;
  }

  /** The code point of a character of that many bytes. */
  static int decode(byte[] text, int i, int length) {
    int c = length == 1 ? text[i] : text[i] & (0x7F >> length);
    for (int k = 1; k < length; k++) {
      c = c << 6 | (text[i + k] & 0x3F);
    }
    return c;
  }

  static boolean isValid(byte[] text, int start, int end) {
    int i = start;
    while (i < end) {
      int length = length(text, i);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return i == end;
  }

  static String describe(int c) {
    String code = String.format(java.util.Locale.ROOT, "U+%04X", c);
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
        ? code
        : "`" + Character.toString(c) + "` (" + code + ")";
  }
}
