package mind.compiler.check;

import java.util.HashSet;
import java.util.Set;
import mind.compiler.check.builtins.Toolkit;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/** The parts of the check of one program, which call each other, and what they share. */
final class Checker {
  final Session session;
  final Graph graph;
  final Toolkit kit;
  final Conversions conversions;
  final Operators operators;
  final Types types;
  final Expressions expressions;
  final Statements statements;
  final Calls calls;
  final Functions functions;

  /** Told what is found, for editors; null otherwise. */
  private final @Nullable Observer observer;

  /** The function whose body is being checked. */
  Frame frame = new Frame(null);

  private boolean reached = true;

  private Set<Integer> undefined = Set.of();

  private @Nullable Suggestions suggestions;

  Checker(Session session, @Nullable Observer observer) {
    this.session = session;
    this.observer = observer;
    graph = session.graph();
    kit = Toolkit.of(session);
    conversions = kit.conversions();
    operators = kit.operators();
    types = new Types(this);
    expressions = new Expressions(this);
    statements = new Statements(this);
    calls = new Calls(this);
    functions = new Functions(this);
  }

  /** Tells the observer, if there is one, what stands in the bytes {@code start..end}. */
  void observe(int start, int end, Value value) {
    if (observer != null) {
      observer.saw(start, end, value, conversions.describe());
    }
  }

  void observe(Node node, Value value) {
    if (observer != null) { // spans are not asked for in vain
      observe(node.start(), node.end(), value);
    }
  }

  /** Made for the first mistake; one for all of them, as they share its budget. */
  Suggestions suggestions() {
    Suggestions made = suggestions;
    if (made == null) {
      made = new Suggestions(session.names());
      suggestions = made;
    }
    return made;
  }

  // Parts that keep nothing are made where they are needed, which most programs don't.

  Conditionals conditionals() {
    return new Conditionals(this);
  }

  Binder binder() {
    return new Binder(this);
  }

  Declarations declarations() {
    return new Declarations(this);
  }

  Structs structs() {
    return new Structs(this);
  }

  Indexing indexing() {
    return new Indexing(this);
  }

  Places places() {
    return new Places(this);
  }

  Transforms transforms() {
    return new Transforms(this);
  }

  Debugging debugging() {
    return new Debugging(this);
  }

  /** A whole number that is known, or stands for a named dimension; null for anything else. */
  static @Nullable Long wholeNumber(Value value) {
    return switch (value) {
      case Untyped u when !u.real() && Dims.isKnown(u.integer()) -> u.integer();
      case Static s when s.dtype().isInteger() -> s.bits();
      default -> null;
    };
  }

  /** Starts a function's body; gives the one before. */
  Frame enterBody() {
    Frame outer = frame;
    frame = new Frame(graph.predicate());
    return outer;
  }

  /** Ends a function's body; gives what it returned. */
  Frame leaveBody(Frame outer) {
    Frame left = frame;
    frame = outer;
    graph.setPredicate(left.predicate);
    return left;
  }

  /**
   * Whether what is being checked is computed when the program runs, up to {@link Graph#predicate}:
   * that isn't known while a function is checked for itself, nor in a branch whose condition
   * depends on sizes that aren't.
   */
  boolean isReached() {
    return reached;
  }

  /** Sets it from now on; gives what it was. */
  boolean setReached(boolean now) {
    boolean before = reached;
    reached = now;
    return before;
  }

  Diagnostics.Draft error(Code code, Node at, String message) {
    return session.error(code, at, message);
  }

  Value unsupported(Node at, String feature) {
    error(Code.UNSUPPORTED, at, feature + " not supported");
    return Value.ERROR;
  }

  /** Whether a name that means nothing is still to be reported: the first use of it only. */
  boolean isNewlyUndefined(int name) {
    if (undefined.isEmpty()) {
      undefined = new HashSet<>();
    }
    return !session.program().wasSkipped(name) && undefined.add(name);
  }

  String text(int name) {
    return session.names().text(name);
  }

  String describe(Value value) {
    return conversions.describe().value(value);
  }
}
