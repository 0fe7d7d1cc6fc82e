package mind.compiler.check;

import mind.compiler.check.value.Describe;
import mind.compiler.check.value.Value;

/**
 * Told what the checker finds expressions and names to be, each function first with its dimensions
 * as names: for editors.
 */
public interface Observer {
  /** What stands in the bytes {@code start..end} is {@code value}. */
  void saw(int start, int end, Value value, Describe words);
}
