package mind.compiler.syntax;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * One program's names as numbers: equal names have equal numbers, and those of the {@link
 * Vocabulary} keep theirs. No strings are made until somebody asks for a name's text.
 */
public final class Names {
  /** Two numbers a name, in one array: its start and end in the source. */
  private static final int STRIDE = 2;

  private static final int FIRST = 8;
  private static final int[] NO_NUMBERS = {};
  private static final long[] NO_KEYS = {};
  private static final String[] NO_TEXTS = {};

  /** A table in which nothing is found; it is never written. */
  private static final int[] EMPTY = {0};

  private final Vocabulary vocabulary;
  private final byte[] source;
  private int[] data = NO_NUMBERS;
  private long[] keys = NO_KEYS;
  private int[] table = EMPTY;
  private int count;

  /** Texts that were asked for. */
  private String[] texts = NO_TEXTS;

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
    if (own >= texts.length) {
      texts = Arrays.copyOf(texts, count);
    }
    String text = texts[own];
    if (text == null) {
      int start = data[STRIDE * own];
      int length = data[STRIDE * own + 1] - start;
      String raw = new String(source, start, length, StandardCharsets.UTF_8);
      text = Normalizer.normalize(raw, Normalizer.Form.NFC);
      texts[own] = text;
    }
    return text;
  }

  /** The number of the ASCII name in the source at {@code start..end} with this key. */
  int intern(int start, int end, long key) {
    int known = vocabulary.find(source, start, end, key);
    if (known >= 0) {
      return known;
    }
    int slot = Vocabulary.slot(key, table.length - 1);
    while (table[slot] != 0) {
      int own = table[slot] - 1;
      if (keys[own] == key && (key > 0 || isWritten(own, start, end))) {
        return own + vocabulary.size();
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return add(start, end, key, slot);
  }

  /** Whether a name is the ASCII one in the source at {@code start..end}. */
  private boolean isWritten(int own, int start, int end) {
    int from = data[STRIDE * own];
    int to = data[STRIDE * own + 1];
    if (Arrays.equals(source, from, to, source, start, end)) {
      return true;
    }
    // The normal form of a name beyond ASCII may be within it, and is shorter: the kelvin sign's is
    // K.
    return to - from > end - start
        && text(own + vocabulary.size())
            .equals(new String(source, start, end - start, StandardCharsets.US_ASCII));
  }

  /** As {@link #intern} for names beyond ASCII: two are the same if their NFC forms are. */
  int internUnicode(int start, int end) {
    String raw = new String(source, start, end - start, StandardCharsets.UTF_8);
    String text = Normalizer.normalize(raw, Normalizer.Form.NFC);
    // The key of the normal form, so that all spellings fall into one chain.
    long key = Vocabulary.key(text.getBytes(StandardCharsets.UTF_8));
    int slot = Vocabulary.slot(key, table.length - 1);
    while (table[slot] != 0) {
      int own = table[slot] - 1;
      if (keys[own] == key && (key > 0 || text(own + vocabulary.size()).equals(text))) {
        return own + vocabulary.size();
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return add(start, end, key, slot);
  }

  /** A new name, for which the table has this slot as long as it need not grow. */
  private int add(int start, int end, long key, int slot) {
    if (count == keys.length) {
      grow();
      insert(key, count);
    } else {
      table[slot] = count + 1;
    }
    data[STRIDE * count] = start;
    data[STRIDE * count + 1] = end;
    keys[count] = key;
    return vocabulary.size() + count++;
  }

  private void grow() {
    int larger = Math.max(FIRST, count * 2);
    data = Arrays.copyOf(data, STRIDE * larger);
    keys = Arrays.copyOf(keys, larger);
    table = new int[larger * 2];
    for (int own = 0; own < count; own++) {
      insert(keys[own], own);
    }
  }

  private void insert(long key, int own) {
    int mask = table.length - 1;
    int slot = Vocabulary.slot(key, mask);
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = own + 1;
  }
}
