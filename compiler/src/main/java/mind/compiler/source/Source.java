package mind.compiler.source;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A program's text: UTF-8 bytes, as they came. The array is shared, not copied: nobody writes it.
 */
public final class Source {
  private final byte[] bytes;
  private @Nullable LineMap lines;

  private Source(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Source of(byte[] bytes) {
    return new Source(bytes);
  }

  public static Source of(String text) {
    return new Source(text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  /** Its lines; found once, when somebody asks. */
  public LineMap lines() {
    LineMap known = lines;
    if (known == null) {
      known = new LineMap(bytes);
      lines = known; // threads that race here find the same
    }
    return known;
  }
}
