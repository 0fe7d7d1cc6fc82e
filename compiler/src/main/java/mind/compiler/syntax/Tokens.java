package mind.compiler.syntax;

import java.util.Arrays;

/**
 * The tokens of one program: token i has {@code kind(i)}, the bytes {@code start(i)} to {@code
 * end(i)}, and for a NAME (or keyword) the number of its name. The last one is END.
 */
public final class Tokens {
  /** Three numbers a token, in one array: its start, its end, its name. */
  private static final int STRIDE = 3;

  private TokenKind[] kinds;
  private int[] data;
  private int count;

  Tokens(int sourceLength) {
    int capacity = sourceLength / 2 + 4;
    kinds = new TokenKind[capacity];
    data = new int[STRIDE * capacity];
  }

  void add(TokenKind kind, int start, int end, int name) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      data = Arrays.copyOf(data, STRIDE * count * 2);
    }
    kinds[count] = kind;
    int at = STRIDE * count++;
    data[at] = start;
    data[at + 1] = end;
    data[at + 2] = name;
  }

  /**
   * Splits {@code >=} where a type's {@code >} meets an {@code =}: token i becomes the {@code =}.
   */
  void dropFirstByte(int i, TokenKind rest) {
    kinds[i] = rest;
    data[STRIDE * i]++;
  }

  public int count() {
    return count;
  }

  public TokenKind kind(int i) {
    return kinds[i];
  }

  public int start(int i) {
    return data[STRIDE * i];
  }

  public int end(int i) {
    return data[STRIDE * i + 1];
  }

  public int name(int i) {
    return data[STRIDE * i + 2];
  }
}
