package mind.compiler.syntax;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * One program's names as numbers: equal names have equal numbers, and those of the {@link
 * Vocabulary} keep theirs. No strings are made until somebody asks for a name's text.
 */
public final class Names {
  private final Vocabulary vocabulary;
  private final byte[] source;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] hashes = new int[16];
  private String[] texts = new String[16];
  private int count;
  private int[] table = new int[64];

  Names(Vocabulary vocabulary, byte[] source) {
    this.vocabulary = vocabulary;
    this.source = source;
  }

  /** One more than the highest number given so far. */
  public int size() {
    return vocabulary.size() + count;
  }

  public String text(int id) {
    if (id < vocabulary.size()) {
      return vocabulary.text(id);
    }
    int own = id - vocabulary.size();
    String text = texts[own];
    if (text == null) {
      String raw = new String(source, starts[own], ends[own] - starts[own], StandardCharsets.UTF_8);
      text = Normalizer.normalize(raw, Normalizer.Form.NFC);
      texts[own] = text;
    }
    return text;
  }

  /** The number of the ASCII name in the source at {@code start..end}; {@code hash} is mixed. */
  int intern(int start, int end, int hash) {
    int known = vocabulary.find(source, start, end, hash);
    if (known >= 0) {
      return known;
    }
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int own = table[slot] - 1;
      if (hashes[own] == hash
          && ends[own] - starts[own] == end - start
          && same(source, starts[own], source, start, end - start)) {
        return own + vocabulary.size();
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = count + 1;
    return add(start, end, hash);
  }

  /** As {@link #intern} for names beyond ASCII: two are the same if their NFC forms are. */
  int internUnicode(int start, int end) {
    String raw = new String(source, start, end - start, StandardCharsets.UTF_8);
    String text = Normalizer.normalize(raw, Normalizer.Form.NFC);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // The hash of the normal form, so that all spellings fall into one chain.
    int hash = Vocabulary.hash(bytes, 0, bytes.length);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int own = table[slot] - 1;
      if (hashes[own] == hash && text(own + vocabulary.size()).equals(text)) {
        return own + vocabulary.size();
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = count + 1;
    return add(start, end, hash);
  }

  private int add(int start, int end, int hash) {
    boolean full = count == starts.length;
    if (full) {
      int larger = count * 2;
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
      hashes = Arrays.copyOf(hashes, larger);
      texts = Arrays.copyOf(texts, larger);
    }
    starts[count] = start;
    ends[count] = end;
    hashes[count++] = hash;
    if (full) {
      rehash();
    }
    return vocabulary.size() + count - 1;
  }

  private void rehash() {
    table = new int[starts.length * 4];
    int mask = table.length - 1;
    for (int own = 0; own < count; own++) {
      int slot = hashes[own] & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = own + 1;
    }
  }

  static boolean same(byte[] a, int aStart, byte[] b, int bStart, int length) {
    for (int i = 0; i < length; i++) {
      if (a[aStart + i] != b[bStart + i]) {
        return false;
      }
    }
    return true;
  }
}
