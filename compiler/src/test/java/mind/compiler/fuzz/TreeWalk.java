package mind.compiler.fuzz;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Pattern;
import mind.compiler.syntax.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Walks a syntax tree by its records' components: counts nodes, hashes all that they hold, and
 * checks their spans.
 */
public final class TreeWalk {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** Components that say where something stands. */
  private static final Set<String> PLACES = Set.of("start", "end", "at", "nameStart", "nameEnd");

  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .filter(accessor -> !PLACES.contains(accessor.getName()))
              .peek(accessor -> accessor.setAccessible(true))
              .toArray(Method[]::new);
        }
      };

  private final byte[] text;
  private int nodes;
  private long hash;
  private long shape;

  private TreeWalk(byte[] text) {
    this.text = text;
  }

  /** What was met: how many records, a hash of all they hold, and one without their places. */
  public record Result(int nodes, long hash, long shape) {}

  public static Result of(Expr.Block body, byte[] text) {
    TreeWalk walk = new TreeWalk(text);
    // A chain of operators is as deep as it is long: no recursion.
    List<@Nullable Object> open = new ArrayList<>();
    open.add(body);
    while (!open.isEmpty()) {
      walk.visit(open.removeLast(), open);
    }
    return new Result(walk.nodes, walk.hash, walk.shape);
  }

  private void visit(@Nullable Object value, List<@Nullable Object> open) {
    switch (value) {
      case null -> mix(0);
      case Node node -> record(node, node.start(), node.end(), open);
      case Pattern pattern -> record(pattern, pattern.start(), pattern.end(), open);
      case Expr.FieldValue field -> record(field, field.start(), field.end(), open);
      case Statement.Selection s -> record(s, s.start(), s.end(), open);
      case int[] numbers -> mix(Arrays.hashCode(numbers));
      case Object[] items -> {
        mix(items.length);
        open.addAll(Arrays.asList(items));
      }
      case Enum<?> constant -> mix(constant.name().hashCode());
      default -> mix(value.hashCode());
    }
  }

  private void record(Object node, int start, int end, List<@Nullable Object> open) {
    nodes++;
    boolean placed = start <= end && Oracle.isBoundary(text, start) && Oracle.isBoundary(text, end);
    Oracle.require(placed, "span of", node);
    place(start);
    place(end);
    mix(node.getClass().getName().hashCode());
    for (Method accessor : ACCESSORS.get(node.getClass())) {
      try {
        open.add(accessor.invoke(node));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void mix(long value) {
    hash = hash * FACTOR + value;
    shape = shape * FACTOR + value;
  }

  private void place(int value) {
    hash = hash * FACTOR + value;
  }
}
