package mind.laws.source;

import java.util.Map;

/** A sound program with an entry {@code main}, and sizes for its dimensions. */
record SourceProgram(String text, Map<String, Long> dims) {
  @Override
  public String toString() {
    return text + "// " + dims;
  }
}
