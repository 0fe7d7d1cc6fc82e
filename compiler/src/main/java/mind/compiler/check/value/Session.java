package mind.compiler.check.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Position;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Names;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Program;

/**
 * What the check of one program shares: where findings go, its names, its dimensions, its limits.
 */
public final class Session {
  /** Operations and expressions looked at, with all calls inlined and loops unrolled. */
  public static final int MAX_STEPS = 250_000;

  /** What a step counts in the units of work in which an element of a literal counts one. */
  private static final int UNITS = 64;

  /** How deeply tuples, structs and lists may be nested in values. */
  private static final int MAX_VALUE_DEPTH = 100;

  /** Nested calls times nested expressions: bounds the checker's stack. */
  public static final int MAX_DEPTH = 400;

  /** An inlined call of the function of that name. */
  private record Call(int function, Node at) {}

  private final Program program;
  private final Diagnostics diagnostics;
  private final Dims dims = new Dims();
  private final Graph graph = new Graph(this);
  private final List<Call> calls = new ArrayList<>(0);
  private long work;
  private int depth;

  public Session(Program program, Diagnostics diagnostics) {
    this.program = program;
    this.diagnostics = diagnostics;
    if (!diagnostics.isEmpty()) { // what the parser found
      graph.stop();
    }
  }

  public Program program() {
    return program;
  }

  public Names names() {
    return program.names();
  }

  public Dims dims() {
    return dims;
  }

  public Graph graph() {
    return graph;
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }

  /** Reports an error; within inlined calls with notes on where these are. */
  public Diagnostics.Draft error(Code code, Node at, String message) {
    return error(code, at.start(), at.end(), message);
  }

  public Diagnostics.Draft error(Code code, int start, int end, String message) {
    graph.stop();
    Diagnostics.Draft draft = diagnostics.error(code, start, end, message);
    for (int i = calls.size() - 1; draft.isKept() && i >= Math.max(0, calls.size() - 3); i--) {
      Call call = calls.get(i);
      draft.note("in the call of `" + names().text(call.function()) + "` at " + place(call.at()));
    }
    return draft;
  }

  /** Where something is, in the words of a note. */
  public String place(Node node) {
    return place(node.start());
  }

  public String place(int offset) {
    Position position = program.source().lines().position(offset);
    return "line " + position.line() + ", column " + position.column();
  }

  /** Notes where both sides of an operation came from; of each a dimension of it matters. */
  void noteOrigins(Diagnostics.Draft draft, Node at, int left, int right) {
    Expr[] operands = Origins.operands(at);
    if (operands != null && draft.isKept()) {
      noteOrigin(draft, operands[0], left);
      noteOrigin(draft, operands[1], right);
    }
  }

  /** Notes where a value came from, if that is not in sight. */
  void noteOrigin(Diagnostics.Draft draft, Node at, int dimension) {
    if (at instanceof Expr expr && draft.isKept()) {
      new Origins(this).of(expr, dimension).ifPresent(draft::note);
    }
  }

  /** A piece of the program as it is written there, its layout as single spaces. */
  public String written(Node node) {
    byte[] bytes = program.source().bytes();
    String text =
        new String(bytes, node.start(), node.end() - node.start(), StandardCharsets.UTF_8);
    return text.strip().replaceAll("\\s+", " ");
  }

  /** Enters an inlined call: until it is left, errors note where it is. */
  public void enterCall(int function, Node at) {
    calls.add(new Call(function, at));
  }

  public void leaveCall() {
    calls.removeLast();
  }

  /** Counts one step of work. */
  public void step(Node at) {
    work(at, UNITS);
  }

  /** Counts several steps. */
  public void steps(Node at, int count) {
    work(at, (long) count * UNITS);
  }

  /** Counts work in units in which an element of a literal, or a character of a text, is one. */
  public void work(Node at, long units) {
    work += units;
    if (work > (long) MAX_STEPS * UNITS) {
      error(Code.OP_COUNT, at, "the program needs too many operations")
          .note("the limit is " + MAX_STEPS + ", with calls inlined and loops unrolled");
      throw new LimitReached();
    }
  }

  /** Counts work in proportion to the parts of a value, and limits how deeply they are nested. */
  public <V extends Value> V bound(V value, Node at) {
    Value.Extent extent = Value.Extent.of(value);
    if (extent.depth() > MAX_VALUE_DEPTH) {
      error(Code.NESTING, at, "this value is nested more than " + MAX_VALUE_DEPTH + " deep");
      throw new LimitReached();
    }
    work(at, extent.leaves());
    return value;
  }

  public void enter(Node at) {
    if (++depth > MAX_DEPTH) {
      error(Code.NESTING, at, "calls and expressions are nested more than " + MAX_DEPTH + " deep");
      throw new LimitReached();
    }
  }

  public void leave() {
    depth--;
  }
}
