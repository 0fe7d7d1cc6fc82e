package mind.compiler.syntax;

import java.util.Arrays;

/**
 * The tokens of one program, in arrays: token i has {@code kind(i)}, the bytes {@code start(i)} to
 * {@code end(i)}, and for a NAME (or keyword) the number of its name. The last one is END.
 */
public final class Tokens {
  private TokenKind[] kinds;
  private int[] starts;
  private int[] ends;
  private int[] names;
  private int count;

  Tokens(int sourceLength) {
    int capacity = sourceLength / 3 + 8;
    kinds = new TokenKind[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    names = new int[capacity];
  }

  void add(TokenKind kind, int start, int end, int name) {
    if (count == kinds.length) {
      int larger = count * 2;
      kinds = Arrays.copyOf(kinds, larger);
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
      names = Arrays.copyOf(names, larger);
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    names[count++] = name;
  }

  /**
   * Splits {@code >=} where a type's {@code >} meets an {@code =}: token i becomes the {@code =}.
   */
  void dropFirstByte(int i, TokenKind rest) {
    kinds[i] = rest;
    starts[i]++;
  }

  public int count() {
    return count;
  }

  public TokenKind kind(int i) {
    return kinds[i];
  }

  public int start(int i) {
    return starts[i];
  }

  public int end(int i) {
    return ends[i];
  }

  public int name(int i) {
    return names[i];
  }
}
