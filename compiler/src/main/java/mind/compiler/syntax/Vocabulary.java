package mind.compiler.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The names that every program shares: keywords and the names of built-ins, numbered once.
 * Immutable; a program's own names get the numbers after these (see {@link Names}).
 */
public final class Vocabulary {
  private static final TokenKind[] KEYWORDS = {
    TokenKind.FN,
    TokenKind.LET,
    TokenKind.MUT,
    TokenKind.CONST,
    TokenKind.STRUCT,
    TokenKind.TYPE,
    TokenKind.USE,
    TokenKind.IMPORT,
    TokenKind.EXPORT,
    TokenKind.RETURN,
    TokenKind.IF,
    TokenKind.ELSE,
    TokenKind.FOR,
    TokenKind.IN,
    TokenKind.WHILE,
    TokenKind.MATCH,
    TokenKind.TRUE,
    TokenKind.FALSE,
    TokenKind.AS
  };

  private static final String[] CONTEXTUAL = {"diff", "on", "Tensor", "tensor", "_"};

  /** {@code diff} and {@code on} are keywords only where a type or a placement block can follow. */
  public static final int DIFF = KEYWORDS.length;

  public static final int ON = DIFF + 1;
  public static final int TENSOR_TYPE = DIFF + 2;
  public static final int TENSOR_MODULE = DIFF + 3;
  public static final int UNDERSCORE = DIFF + 4;

  /** A name of so many bytes or fewer fits into its key. */
  static final int SHORT = Long.BYTES;

  /**
   * Odd, and another one in every process: nobody can write a program whose names all have one key
   * or fall into one slot. Numbers of names are given in their order, so nothing else depends on
   * it.
   */
  private static final long SCATTER = new SplittableRandom().nextLong() | 1;

  /** That of tools that look at how a program is written, not at what its names mean. */
  public static final Vocabulary KEYWORDS_ONLY = new Vocabulary(List.of());

  private final String[] texts;
  private final byte[][] bytes;

  /** A hash table: of each slot the key of its name, 0 if it is empty, and the name's number. */
  private final long[] keys;

  private final int[] ids;
  private final int mask;

  /** Keywords, then {@code words} without those already present. */
  public Vocabulary(List<String> words) {
    List<String> all = new ArrayList<>();
    for (TokenKind keyword : KEYWORDS) {
      String quoted = keyword.text();
      all.add(quoted.substring(1, quoted.length() - 1));
    }
    all.addAll(List.of(CONTEXTUAL));
    for (String word : words) {
      if (!all.contains(word)) {
        all.add(word);
      }
    }
    texts = all.toArray(String[]::new);
    bytes = new byte[texts.length][];
    keys = new long[Integer.highestOneBit(texts.length) * 8];
    ids = new int[keys.length];
    mask = keys.length - 1;
    for (int id = 0; id < texts.length; id++) {
      bytes[id] = texts[id].getBytes(StandardCharsets.UTF_8);
      insert(id);
    }
  }

  private void insert(int id) {
    long key = key(bytes[id]);
    int slot = slot(key, mask);
    while (keys[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    ids[slot] = id;
  }

  /**
   * The key of a name. One above zero is the name's bytes as a number, and no other name has it;
   * one below may be a hash of them.
   */
  static long key(byte[] name) {
    long key = 0;
    for (int i = 0; i < name.length; i++) {
      key = i < SHORT ? extend(key, name[i]) : extendLong(key, name[i]);
    }
    return key;
  }

  /** The key of a name that is one byte longer, and still fits. */
  static long extend(long key, byte next) {
    return (key << Byte.SIZE) | (next & 0xFF);
  }

  /**
   * The key of a name that is one byte longer, and doesn't fit. High bits are folded onto low ones,
   * as a polynomial modulo 2⁶⁴ has roots that hold for every factor.
   */
  static long extendLong(long key, byte next) {
    return ((key ^ (key >>> 32)) * SCATTER + next) | Long.MIN_VALUE;
  }

  /** Where a hash table of {@code mask + 1} slots has a name. */
  static int slot(long key, int mask) {
    return (int) (((key ^ (key >>> 32)) * SCATTER) >>> 32) & mask;
  }

  /** The number of the name in {@code text[start..end)}, or -1. */
  int find(byte[] text, int start, int end, long key) {
    int slot = slot(key, mask);
    while (keys[slot] != 0) {
      if (keys[slot] == key && (key > 0 || isWritten(ids[slot], text, start, end))) {
        return ids[slot];
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private boolean isWritten(int id, byte[] text, int start, int end) {
    return Arrays.equals(bytes[id], 0, bytes[id].length, text, start, end);
  }

  /** The number of a name that is in this vocabulary; -1 if it isn't. */
  public int find(String word) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    return find(text, 0, text.length, key(text));
  }

  public int size() {
    return texts.length;
  }

  String text(int id) {
    return texts[id];
  }

  /** The token kind of a name: its keyword, or NAME. */
  static TokenKind kind(int id) {
    return id < KEYWORDS.length ? KEYWORDS[id] : TokenKind.NAME;
  }
}
