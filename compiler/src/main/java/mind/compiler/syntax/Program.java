package mind.compiler.syntax;

import mind.compiler.source.Source;

/**
 * A parsed program.
 *
 * @param body statements and declarations in order; the last expression is the script's value
 * @param skipped by name number: whether recovery passed over the name, so that not finding it
 *     later is no new mistake; empty if nothing was skipped
 */
public record Program(Source source, Names names, Expr.Block body, boolean[] skipped) {
  public boolean wasSkipped(int name) {
    return name < skipped.length && skipped[name];
  }
}
