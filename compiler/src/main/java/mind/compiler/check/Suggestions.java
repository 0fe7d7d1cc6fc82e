package mind.compiler.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Names;

/** "Did you mean": the nearest of the names that would do. */
final class Suggestions {
  /** A longer name is not mistyped but pasted. */
  private static final int LONGEST = 64;

  private final Names names;

  /** How many names may still be looked at: many mistakes among many names are no more work. */
  private int budget = 1 << 20;

  Suggestions(Names names) {
    this.names = names;
  }

  /** For a name that should stand for a value. */
  Optional<String> value(String wrong, Scope scope) {
    List<String> known = visible(scope, false);
    known.addAll(Builtins.names());
    return nearest(wrong, known);
  }

  Optional<String> type(String wrong, Scope scope) {
    List<String> known = visible(scope, true);
    for (DType dtype : DType.values()) {
      known.add(dtype.text());
    }
    return switch (wrong) {
      case "float", "float32", "f" -> Optional.of("did you mean `f32`?");
      case "double", "float64" -> Optional.of("did you mean `f64`?");
      case "int", "int64", "usize", "long" -> Optional.of("did you mean `i64`?");
      case "int32" -> Optional.of("did you mean `i32`?");
      case "boolean" -> Optional.of("did you mean `bool`?");
      default -> nearest(wrong, known);
    };
  }

  private List<String> visible(Scope scope, boolean types) {
    TreeSet<Integer> ids = new TreeSet<>();
    List<String> texts = new ArrayList<>();
    if (budget <= 0) {
      return texts;
    }
    scope.names(ids);
    budget -= ids.size();
    for (int id : ids) {
      if (scope.lookup(id) instanceof Value.TypeName == types) {
        texts.add(names.text(id));
      }
    }
    return texts;
  }

  static Optional<String> nearest(String wrong, Collection<String> known) {
    // Of very short names everything is near.
    if (wrong.length() > LONGEST) {
      return Optional.empty();
    }
    int limit = wrong.length() < 3 ? 0 : wrong.length() == 3 ? 1 : Math.min(3, wrong.length() / 3);
    String best = "";
    int bestDistance = limit + 1;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - wrong.length()) <= limit && !candidate.equals(wrong)) {
        int distance = distance(wrong, candidate);
        if (distance < bestDistance) {
          best = candidate;
          bestDistance = distance;
        }
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of("did you mean `" + best + "`?");
  }

  /** Levenshtein's distance, with a swap of neighbours as one step. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
