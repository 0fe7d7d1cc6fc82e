package mind.compiler.syntax;

import java.util.Arrays;

/**
 * The tokens of one program: token i has {@code kind(i)}, the bytes {@code start(i)} to {@code
 * end(i)}, and for a NAME (or keyword) the number of its name. The last one is END.
 */
public final class Tokens {
  private static final TokenKind[] KINDS = TokenKind.values();

  /**
   * How many bits of {@link #words} are the kind. The rest are enough for the names of a source of
   * {@link Parser#MAX_SOURCE} bytes.
   */
  private static final int KIND = 8;

  /** Of each token its end above its start. */
  private long[] spans;

  /** Of each token the number of its name above that of its kind. */
  private int[] words;

  private int count;

  Tokens(int sourceLength) {
    int capacity = sourceLength / 2 + 4;
    spans = new long[capacity];
    words = new int[capacity];
  }

  void add(TokenKind kind, int start, int end, int name) {
    if (count == words.length) {
      spans = Arrays.copyOf(spans, count * 2);
      words = Arrays.copyOf(words, count * 2);
    }
    spans[count] = (long) end << Integer.SIZE | start;
    words[count++] = word(kind, name);
  }

  @SuppressWarnings("EnumOrdinal") // within one process
  private static int word(TokenKind kind, int name) {
    return name << KIND | kind.ordinal();
  }

  /**
   * Splits {@code >=} where a type's {@code >} meets an {@code =}: token i becomes the {@code =}.
   */
  void dropFirstByte(int i, TokenKind rest) {
    spans[i]++;
    words[i] = word(rest, 0);
  }

  public int count() {
    return count;
  }

  public TokenKind kind(int i) {
    return KINDS[words[i] & ((1 << KIND) - 1)];
  }

  public int start(int i) {
    return (int) spans[i];
  }

  public int end(int i) {
    return (int) (spans[i] >>> Integer.SIZE);
  }

  public int name(int i) {
    return words[i] >>> KIND;
  }
}
