package mind.compiler.syntax;

import org.jspecify.annotations.Nullable;

/** What stands between the brackets of {@code x[..]}. */
public sealed interface Subscript extends Node {

  /** A position, {@code None}, or an integer tensor. */
  record At(int start, int end, Expr value) implements Subscript {}

  /** {@code a:b:s}, each part optional. */
  record Slice(int start, int end, @Nullable Expr from, @Nullable Expr to, @Nullable Expr step)
      implements Subscript {}

  /** {@code ...}: all dimensions that no other subscript takes. */
  record Ellipsis(int start, int end) implements Subscript {}
}
