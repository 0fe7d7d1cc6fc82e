package mind.compiler.editor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mind.compiler.check.Observer;
import mind.compiler.check.value.Describe;
import mind.compiler.check.value.Value;
import mind.compiler.source.Span;

/**
 * What the checker has found each expression and name to be. A function is looked at for itself
 * before it is inlined anywhere, so the first finding is the one with dimensions as names.
 */
final class Observations implements Observer {
  /** A finding in words; the struct's name if it is a struct. */
  record Seen(String type, Optional<String> struct, boolean module) {}

  private final Map<Span, Seen> seen = new HashMap<>();

  @Override
  public void saw(int start, int end, Value value, Describe words) {
    if (!(value instanceof Value.Invalid) && start < end) {
      seen.computeIfAbsent(new Span(start, end), span -> seen(value, words));
    }
  }

  private static Seen seen(Value value, Describe words) {
    Optional<String> struct =
        value instanceof Value.Struct s ? Optional.of(s.type().name()) : Optional.empty();
    return new Seen(words.value(value), struct, value instanceof Value.Module);
  }

  Optional<Seen> at(Span span) {
    return Optional.ofNullable(seen.get(span));
  }

  /** The smallest expression around {@code offset}. */
  Optional<Map.Entry<Span, Seen>> around(int offset) {
    Map.Entry<Span, Seen> best = null;
    for (Map.Entry<Span, Seen> entry : seen.entrySet()) {
      Span span = entry.getKey();
      boolean inside = span.start() <= offset && offset < span.end();
      if (inside && (best == null || length(span) < length(best.getKey()))) {
        best = entry;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The smallest expression that ends at {@code offset}: what a dot there selects from. */
  Optional<Seen> endingAt(int offset) {
    Map.Entry<Span, Seen> best = null;
    for (Map.Entry<Span, Seen> entry : seen.entrySet()) {
      Span span = entry.getKey();
      // Of `a + p.` it is p that the dot belongs to: operators bind looser than it.
      if (span.end() == offset && (best == null || length(span) < length(best.getKey()))) {
        best = entry;
      }
    }
    return Optional.ofNullable(best).map(Map.Entry::getValue);
  }

  private static int length(Span span) {
    return span.end() - span.start();
  }
}
