package mind.compiler.source;

/** A range of bytes in the source: from {@code start} up to and without {@code end}. */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span " + start + ".." + end);
    }
  }
}
