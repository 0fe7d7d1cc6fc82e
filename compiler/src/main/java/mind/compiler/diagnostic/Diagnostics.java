package mind.compiler.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mind.compiler.source.Span;

/**
 * Collects what is found in one program. A second finding of the same code at the same place is the
 * first one again (a function is looked at once for itself and once for each call) and is dropped.
 */
public final class Diagnostics {
  /** More than this help nobody, and bound the work that a hostile program can ask for. */
  public static final int LIMIT = 100;

  private final List<Draft> drafts = new ArrayList<>(0);

  /** A diagnostic whose notes may still be added. */
  public static final class Draft {
    private final Code code;
    private final Severity severity;
    private final Span span;
    private final String message;
    private final List<String> notes = new ArrayList<>(2);
    private Optional<String> help = Optional.empty();
    private boolean kept;

    private Draft(Code code, Severity severity, Span span, String message) {
      this.code = code;
      this.severity = severity;
      this.span = span;
      this.message = message;
    }

    public Draft note(String note) {
      notes.add(note);
      return this;
    }

    public Draft help(String help) {
      this.help = Optional.of(help);
      return this;
    }

    public Draft help(Optional<String> help) {
      this.help = help;
      return this;
    }

    /** A help that takes work to find: not looked for if nobody will see it. */
    public Draft help(Supplier<Optional<String>> help) {
      return kept ? help(help.get()) : this;
    }

    /** Whether this is the first of its kind at its place and below the limit: it will be seen. */
    public boolean isKept() {
      return kept;
    }

    private Diagnostic finish() {
      return new Diagnostic(code.id(), severity, message, span, notes, help);
    }

    private boolean repeats(Draft other) {
      return code == other.code && span.equals(other.span);
    }
  }

  public Draft error(Code code, int start, int end, String message) {
    return add(new Draft(code, Severity.ERROR, new Span(start, end), message));
  }

  public Draft error(Code code, Span span, String message) {
    return add(new Draft(code, Severity.ERROR, span, message));
  }

  private Draft add(Draft draft) {
    if (drafts.size() >= LIMIT) {
      return draft;
    }
    for (Draft known : drafts) {
      if (known.repeats(draft)) {
        return draft;
      }
    }
    drafts.add(draft);
    draft.kept = true;
    return draft;
  }

  public boolean isEmpty() {
    return drafts.isEmpty();
  }

  /** The one found last, of at least one. */
  public Draft last() {
    return drafts.getLast();
  }

  public int size() {
    return drafts.size();
  }

  /** All of them in source order. */
  public List<Diagnostic> sorted() {
    if (drafts.isEmpty()) {
      return List.of();
    }
    List<Diagnostic> all = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      all.add(draft.finish());
    }
    all.sort(Comparator.comparingInt((Diagnostic d) -> d.span().start()));
    return List.copyOf(all);
  }
}
