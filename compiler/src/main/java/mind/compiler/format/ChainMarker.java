package mind.compiler.format;

import java.util.ArrayDeque;
import java.util.Deque;
import mind.compiler.format.Layout.Brackets;
import mind.compiler.format.Layout.Separator;
import mind.compiler.syntax.Argument;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Expr.BinaryOperator;
import mind.compiler.syntax.Subscript;
import mind.compiler.syntax.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * Marks chains: operators of one precedence break all together or not at all, and so do the calls
 * of methods. Trees of chains lean to the left as deep as they are long, so they are walked.
 */
final class ChainMarker {
  private final Pieces pieces;
  private final Layout layout;
  private final Marker marker;

  ChainMarker(Pieces pieces, Layout layout, Marker marker) {
    this.pieces = pieces;
    this.layout = layout;
    this.marker = marker;
  }

  void operators(Expr.Binary outermost) {
    Deque<Expr.Binary> spine = new ArrayDeque<>();
    Expr left = outermost;
    while (left instanceof Expr.Binary b) {
      spine.push(b);
      left = b.left();
    }
    marker.expression(left);
    // From the innermost operator outwards, chain by chain.
    while (!spine.isEmpty()) {
      Expr.Binary first = spine.pop();
      Expr.Binary last = first;
      mark(first);
      while (!spine.isEmpty() && continues(last, spine.peek())) {
        last = spine.pop();
        mark(last);
      }
      if (first.operator() != BinaryOperator.POWER) {
        int operator = pieces.from(first.at());
        int end = closing(pieces.before(last.end()), pieces.from(last.at()));
        layout.group(opening(pieces.from(first.start()), operator), end);
        layout.indent(operator, end);
      }
    }
  }

  private void mark(Expr.Binary b) {
    if (b.operator() != BinaryOperator.POWER) {
      layout.separate(pieces.from(b.at()), Separator.LINE);
    }
    marker.expression(b.right());
  }

  /** Whether an operator is applied to all of the chain so far, with no parentheses around that. */
  private boolean continues(Expr.Binary chain, Expr.Binary next) {
    int end = closing(pieces.before(chain.end()), pieces.from(chain.at()));
    return chain.operator().precedence() == next.operator().precedence()
        && end + 1 == pieces.from(next.at());
  }

  /** The first token of an operand, with the parentheses that close before {@code limit}. */
  private int opening(int token, int limit) {
    int first = token;
    while (first > 0
        && pieces.is(first - 1, TokenKind.LEFT_PAREN)
        && pieces.partner(first - 1) < limit) {
      first--;
    }
    return first;
  }

  /** The last token of an operand, with the parentheses that open after {@code limit}. */
  private int closing(int token, int limit) {
    int last = token;
    while (pieces.is(last + 1, TokenKind.RIGHT_PAREN) && pieces.partner(last + 1) > limit) {
      last++;
    }
    return last;
  }

  /** Calls, indices and fields after an expression. */
  void links(Expr outermost) {
    int calls = 0;
    int firstDot = -1;
    Expr link = outermost;
    while (true) {
      Expr base = base(link);
      if (base == null) {
        break;
      }
      link(link);
      if (link instanceof Expr.Call c && c.callee() instanceof Expr.Field f) {
        int dot = pieces.from(f.nameStart()) - 1;
        if (pieces.is(dot, TokenKind.DOT) && !(f.base() instanceof Expr.Name)) {
          layout.separate(dot, Separator.SOFT);
          firstDot = dot;
          calls++;
        }
      }
      link = base;
    }
    marker.expression(link);
    if (calls >= 2) {
      int end = pieces.before(outermost.end());
      layout.group(opening(pieces.from(link.start()), firstDot), end);
      layout.indent(firstDot, end);
    } else if (calls == 1) {
      layout.separate(firstDot, Separator.NONE);
    }
  }

  private static @Nullable Expr base(Expr link) {
    return switch (link) {
      case Expr.Call c -> c.callee();
      case Expr.Index i -> i.base();
      case Expr.Field f -> f.base();
      case Expr.Part p -> p.base();
      default -> null;
    };
  }

  private void link(Expr link) {
    if (link instanceof Expr.Call c) {
      int opening = pieces.partner(pieces.before(c.end()));
      layout.separate(opening, Separator.NONE);
      layout.brackets[opening] = hugs(c.arguments()) ? Brackets.HUGGING : Brackets.LIST;
      marker.arguments(c.arguments());
    } else if (link instanceof Expr.Index i) {
      layout.separate(pieces.partner(pieces.before(i.end())), Separator.NONE);
      for (Subscript subscript : i.subscripts()) {
        marker.subscript(subscript);
      }
    }
  }

  /** Whether the last argument has lines of its own that may stand between the parentheses. */
  private static boolean hugs(Argument[] arguments) {
    if (arguments.length == 0) {
      return false;
    }
    for (int i = 0; i < arguments.length - 1; i++) {
      if (arguments[i].isKeyword() || !(arguments[i].value() instanceof Expr.Name)) {
        return false;
      }
    }
    Argument last = arguments[arguments.length - 1];
    return switch (last.value()) {
      case Expr.Closure c -> c.body() instanceof Expr.Block;
      case Expr.Block b -> true;
      case Expr.Array a -> arguments.length == 1 && !last.isKeyword();
      case Expr.StructLiteral s -> arguments.length == 1 && !last.isKeyword();
      default -> false;
    };
  }
}
