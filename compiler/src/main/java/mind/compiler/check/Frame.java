package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * A function's body while it is checked: what it returned. A {@code return} in an {@code if} over a
 * tensor is early: it gives the result where its condition holds, and what follows is computed in
 * any case, for where it doesn't.
 */
final class Frame {
  /** The condition under which the function is called; null if always. */
  final @Nullable Tensor predicate;

  /** What a {@code return} that is always reached gave; then nothing that follows is looked at. */
  @Nullable Value returned;

  @Nullable Node returnedAt;
  private List<Early> early = List.of();

  Frame(@Nullable Tensor predicate) {
    this.predicate = predicate;
  }

  /** A result under a condition; under none if it isn't known yet whether it is returned. */
  record Early(@Nullable Tensor condition, Value value, Node at) {}

  void returnEarly(@Nullable Tensor condition, Value value, Node at) {
    if (early.isEmpty()) {
      early = new ArrayList<>();
    }
    early.add(new Early(condition, value, at));
  }

  /** The early results, of which the first whose condition holds counts. */
  List<Early> early() {
    return early;
  }
}
