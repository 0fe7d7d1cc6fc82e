package mind.compiler.format;

import org.jspecify.annotations.Nullable;

/**
 * What the syntax tree says about each token: how to separate it, and what begins and ends there.
 */
final class Layout {
  /** What stands before a token. */
  enum Separator {
    NONE,
    SPACE,
    /** A space where a line may break. */
    LINE,
    /** Nothing, where a line may break. */
    SOFT,
    /** A space where a line breaks only if what follows doesn't fit. */
    FILL,
    /** The start of a statement. */
    STATEMENT
  }

  /** How a pair of brackets is laid out. */
  enum Brackets {
    /** By its tokens alone: a list if there are commas, else a group around one thing. */
    UNMARKED,
    /** Elements with commas, of which the last is written if the list is broken. */
    LIST,
    /** As LIST, with a comma that makes a tuple of one element. */
    SINGLE,
    /** Around one thing. */
    AROUND,
    /** A list whose last element has brackets or lines of its own, and breaks in its stead. */
    HUGGING,
    /** Statements. */
    BLOCK,
    /** One expression in braces that was written on one line, broken with the group around it. */
    LINE_BLOCK
  }

  final @Nullable Separator[] separators;
  final Brackets[] brackets;
  final int[] groupsFrom;
  final int[] groupsTo;
  final int[] indentsFrom;
  final int[] indentsTo;

  /** Whether a comma separates the elements of no bracket: those of a closure's parameters. */
  final boolean[] inner;

  /** Whether a pair of brackets is broken in any case, as its author did. */
  final boolean[] broken;

  /** Whether the token is left out: the semicolon of an empty statement. */
  final boolean[] left;

  /** The last token of what is printed as it is; 0 for what isn't. */
  final int[] verbatimTo;

  Layout(int count) {
    separators = new Separator[count];
    brackets = new Brackets[count];
    java.util.Arrays.fill(brackets, Brackets.UNMARKED);
    groupsFrom = new int[count];
    groupsTo = new int[count];
    indentsFrom = new int[count];
    indentsTo = new int[count];
    inner = new boolean[count];
    broken = new boolean[count];
    left = new boolean[count];
    verbatimTo = new int[count];
  }

  void group(int first, int last) {
    groupsFrom[first]++;
    groupsTo[last]++;
  }

  /** Indents what stands from before the first token to the last. */
  void indent(int first, int last) {
    indentsFrom[first]++;
    indentsTo[last]++;
  }

  void separate(int token, Separator separator) {
    separators[token] = separator;
  }
}
