package mind.compiler.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

  private final String[] texts;
  private final byte[][] bytes;
  private final int[] table;
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
    table = new int[Integer.highestOneBit(texts.length) * 8];
    mask = table.length - 1;
    for (int id = 0; id < texts.length; id++) {
      bytes[id] = texts[id].getBytes(StandardCharsets.UTF_8);
      insert(id);
    }
  }

  private void insert(int id) {
    int slot = hash(bytes[id], 0, bytes[id].length) & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = id + 1;
  }

  /** The hash that {@link #find} and {@link Names} expect; the lexer computes it on the way. */
  static int hash(byte[] text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hashStep(hash, text[i]);
    }
    return mix(hash);
  }

  static int hashStep(int hash, byte b) {
    return hash * 31 + b;
  }

  static int mix(int hash) {
    int h = hash * 0x9E3779B1;
    return h ^ (h >>> 15);
  }

  /** The number of the name in {@code text[start..end)}, or -1. */
  int find(byte[] text, int start, int end, int hash) {
    int slot = hash & mask;
    while (table[slot] != 0) {
      byte[] word = bytes[table[slot] - 1];
      if (word.length == end - start && Names.same(word, 0, text, start, word.length)) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The number of a name that is in this vocabulary; -1 if it isn't. */
  public int find(String word) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    return find(text, 0, text.length, hash(text, 0, text.length));
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
