package mind.compiler.format;

import java.util.Arrays;
import java.util.List;
import mind.compiler.format.Layout.Brackets;
import mind.compiler.format.Layout.Separator;
import mind.compiler.format.Pieces.Comment;
import mind.compiler.format.Pieces.Gap;
import mind.compiler.syntax.TokenKind;

/**
 * Tokens, comments and marks to a document. Each token is printed once and in order, whatever the
 * marks say, so that none can be lost.
 */
final class Composer {
  private final Pieces pieces;
  private final Layout layout;
  private final Doc doc;

  /** The brackets that are open here, by their tokens. */
  private int[] open = new int[16];

  private int depth;

  /** The token that was printed last; -1 before the first. */
  private int last = -1;

  Composer(Pieces pieces, Layout layout, Doc doc) {
    this.pieces = pieces;
    this.layout = layout;
    this.doc = doc;
  }

  void compose() {
    int end = pieces.count() - 1;
    for (int i = 0; i < end; i++) {
      if (layout.left[i] || isTrailingComma(i)) {
        continue;
      }
      int to = Math.max(i, layout.verbatimTo[i]);
      token(i, to);
      last = to;
      i = to;
    }
    comments(end, pieces.gap(last, end), Separator.STATEMENT, true);
  }

  private void token(int i, int to) {
    for (int n = layout.indentsFrom[i]; n > 0; n--) {
      doc.indent();
    }
    if (to == i && pieces.closes(i)) {
      beforeCloser(i);
    } else {
      Gap gap = pieces.gap(last, i);
      Separator separator = last < 0 ? Separator.STATEMENT : separator(i);
      if (!comments(i, gap, separator, false)) {
        separate(separator, isBroken(), gap.lines() > 1);
      }
      leadingComments(i, gap);
    }
    for (int n = layout.groupsFrom[i]; n > 0; n--) {
      doc.open();
    }
    if (to == i && pieces.opens(i)) {
      opener(i);
    } else {
      text(i, to);
    }
    for (int n = layout.indentsTo[to]; n > 0; n--) {
      doc.dedent();
    }
    for (int n = layout.groupsTo[to]; n > 0; n--) {
      doc.close();
    }
  }

  private void text(int i, int to) {
    if (pieces.is(i, TokenKind.GREATER_EQUAL) && layout.separators[i] == Separator.NONE) {
      doc.text("> ="); // the end of a type and an assignment, written as one
    } else {
      doc.text(pieces.text(i, to));
    }
  }

  private void opener(int i) {
    if (layout.brackets[i] == Brackets.UNMARKED) {
      layout.brackets[i] = byTokens(i);
    }
    if (hasGroup(i)) {
      doc.open();
    }
    text(i, i);
    if (layout.brackets[i] != Brackets.HUGGING) {
      doc.indent();
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
    }
    open[depth++] = i;
  }

  private void beforeCloser(int i) {
    int opening = pieces.partner(i);
    boolean empty = last == opening;
    if (layout.brackets[opening] == Brackets.LIST && !empty) {
      doc.ifBroken(",");
    }
    Gap gap = pieces.gap(last, i);
    boolean hugging = layout.brackets[opening] == Brackets.HUGGING;
    Separator separator = inside(opening);
    boolean broke = comments(i, gap, hugging ? Separator.NONE : separator, true);
    if (!hugging) {
      doc.dedent();
    }
    depth--;
    if (empty) {
      separator = afterComments(opening, gap.comments(), broke);
    }
    separate(separator, broke || layout.broken[opening], false);
    if (hasGroup(opening)) {
      layout.groupsTo[i]++;
    }
  }

  /** What stands before the closer of brackets that hold no tokens: comments at most. */
  private Separator afterComments(int opening, List<Comment> comments, boolean broke) {
    if (comments.isEmpty()) {
      return Separator.NONE;
    }
    boolean inline = !broke && comments.stream().noneMatch(Comment::toLineEnd);
    return inline && isSpaced(opening) ? Separator.SPACE : Separator.SOFT;
  }

  private boolean hasGroup(int opening) {
    return switch (layout.brackets[opening]) {
      case UNMARKED, LIST, SINGLE, AROUND -> true;
      case HUGGING, BLOCK, LINE_BLOCK -> false;
    };
  }

  private Brackets byTokens(int opening) {
    int closing = pieces.partner(opening);
    if (!pieces.is(opening, TokenKind.LEFT_PAREN)) {
      return Brackets.LIST;
    }
    int commas = 0;
    for (int i = opening + 1; i < closing; i++) {
      if (pieces.opens(i)) {
        i = pieces.partner(i);
      } else if (pieces.is(i, TokenKind.COMMA) && !layout.inner[i]) {
        commas++;
      }
    }
    boolean single = commas == 1 && pieces.is(closing - 1, TokenKind.COMMA);
    return commas == 0 ? Brackets.AROUND : single ? Brackets.SINGLE : Brackets.LIST;
  }

  /** The comma after a list's last element is written anew where it is needed. */
  private boolean isTrailingComma(int i) {
    if (!pieces.is(i, TokenKind.COMMA) || !pieces.closes(i + 1)) {
      return false;
    }
    Brackets style = layout.brackets[pieces.partner(i + 1)];
    return style == Brackets.LIST || style == Brackets.HUGGING;
  }

  private Separator separator(int i) {
    if (last >= 0 && pieces.opens(last)) {
      return inside(last);
    }
    Separator marked = layout.separators[i];
    TokenKind left = pieces.kind(last);
    TokenKind right = pieces.kind(i);
    boolean hugging = depth > 0 && layout.brackets[open[depth - 1]] == Brackets.HUGGING;
    if (left == TokenKind.FLOAT && right == TokenKind.RANGE) {
      return Separator.SPACE;
    }
    // Of 1. and a dot the lexer would make a range, and of that dot and digits a float.
    if (right == TokenKind.DOT && endsInDot(last)) {
      return Separator.SPACE;
    }
    if (left == TokenKind.DOT && right == TokenKind.INTEGER && last > 0 && endsInDot(last - 1)) {
      return Separator.SPACE;
    }
    if (marked == null) {
      Separator usual = Spacing.between(left, right);
      return usual == Separator.LINE && hugging ? Separator.SPACE : usual;
    }
    return marked;
  }

  /** Whether a token is a float like {@code 1.} */
  private boolean endsInDot(int i) {
    return pieces.is(i, TokenKind.FLOAT) && pieces.lastByte(i) == '.';
  }

  /** What stands between a bracket and what is in it. */
  private Separator inside(int opening) {
    return switch (layout.brackets[opening]) {
      case HUGGING -> Separator.NONE;
      case BLOCK -> Separator.STATEMENT;
      case LINE_BLOCK -> Separator.LINE;
      case UNMARKED, LIST, SINGLE, AROUND ->
          pieces.is(opening, TokenKind.LEFT_BRACE) && !isSelection(opening)
              ? Separator.LINE
              : Separator.SOFT;
    };
  }

  /** Whether at least a space stands between a bracket and what is in it. */
  private boolean isSpaced(int opening) {
    return switch (inside(opening)) {
      case LINE, STATEMENT -> true;
      case NONE, SPACE, SOFT, FILL -> false;
    };
  }

  /** Whether braces hold the names of an import: {@code a::{b, c}}. */
  private boolean isSelection(int opening) {
    return opening > 0
        && (pieces.is(opening - 1, TokenKind.PATH) || pieces.is(opening - 1, TokenKind.DOT));
  }

  /** Whether the token to print is the first in brackets that must be broken. */
  private boolean isBroken() {
    return last >= 0 && pieces.opens(last) && layout.broken[last];
  }

  private void separate(Separator separator, boolean must, boolean blank) {
    boolean mayBeBlank = blank && !pieces.opens(Math.max(last, 0)) && keepsBlank(separator);
    switch (separator) {
      case NONE -> {}
      case SPACE -> doc.text(" ");
      case LINE, SOFT, FILL -> breakable(separator, must, mayBeBlank);
      case STATEMENT -> {
        if (last >= 0) {
          doc.hard(mayBeBlank);
        }
      }
    }
  }

  private void breakable(Separator separator, boolean must, boolean blank) {
    if (must) {
      doc.hard(blank);
    } else if (separator == Separator.LINE) {
      doc.line(blank);
    } else if (separator == Separator.SOFT) {
      doc.soft();
    } else {
      doc.fill();
    }
  }

  /** Blank lines are kept between statements and between a struct's fields. */
  private boolean keepsBlank(Separator separator) {
    return separator == Separator.STATEMENT
        || (separator == Separator.LINE
            && depth > 0
            && pieces.is(open[depth - 1], TokenKind.LEFT_BRACE));
  }

  /** Whether all comments stand on the line of the tokens before and after them. */
  private boolean areInline(int i, Gap gap) {
    boolean value =
        !pieces.closes(i)
            && !pieces.is(i, TokenKind.COMMA)
            && !pieces.is(i, TokenKind.SEMICOLON)
            && !pieces.is(i, TokenKind.END);
    return value && gap.lines() == 0 && gap.comments().stream().allMatch(c -> c.lines() == 0);
  }

  private void leadingComments(int i, Gap gap) {
    if (areInline(i, gap)) {
      for (Comment comment : gap.comments()) {
        doc.text(pieces.text(comment));
        doc.text(" ");
      }
    }
  }

  /**
   * Prints the comments before token i but those that lead it on its line: first those that trail
   * the token before, then those on lines of their own.
   *
   * @param ends whether nothing follows within the brackets, so that no line is begun after them
   * @return whether the separator has become lines, so that none is to be printed
   */
  private boolean comments(int i, Gap gap, Separator separator, boolean ends) {
    if (gap.comments().isEmpty() || areInline(i, gap)) {
      return false;
    }
    int next = last < 0 ? 0 : trailing(gap.comments());
    List<Comment> own = gap.comments().subList(next, gap.comments().size());
    if (own.isEmpty()) {
      return false;
    }
    boolean within = separator == Separator.NONE || separator == Separator.SPACE;
    if (within) {
      doc.indent();
    }
    ownLines(own, separator);
    if (!ends || within) {
      if (own.getLast().toLineEnd() || gap.lines() > 0) {
        doc.hard(gap.lines() > 1 && keepsBlank(separator));
      } else {
        doc.text(" ");
      }
    }
    if (within) {
      doc.dedent();
    }
    return true;
  }

  private void ownLines(List<Comment> comments, Separator separator) {
    boolean opening = last < 0 || pieces.opens(last);
    for (int n = 0; n < comments.size(); n++) {
      boolean first = n == 0;
      if (last >= 0 || !first) {
        boolean blank = comments.get(n).lines() > 1 && !(opening && first);
        doc.hard(blank && keepsBlank(separator));
      }
      doc.text(pieces.text(comments.get(n)));
    }
  }

  /** Prints the comments on the line of the token before; gives the number of them. */
  private int trailing(List<Comment> comments) {
    int n = 0;
    while (n < comments.size() && comments.get(n).lines() == 0) {
      Comment comment = comments.get(n++);
      byte[] text = pieces.text(comment);
      if (comment.toLineEnd()) {
        doc.suffix(text);
      } else {
        if (n > 1 || !pieces.opens(last) || isSpaced(last)) {
          doc.text(" ");
        }
        doc.text(text);
      }
    }
    return n;
  }
}
