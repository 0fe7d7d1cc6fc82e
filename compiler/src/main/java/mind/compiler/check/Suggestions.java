package mind.compiler.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Names;

/** "Did you mean": the nearest of the names that would do. */
final class Suggestions {
  /** What other languages call our types. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("float", "f32"),
          Map.entry("float32", "f32"),
          Map.entry("f", "f32"),
          Map.entry("double", "f64"),
          Map.entry("float64", "f64"),
          Map.entry("int", "i64"),
          Map.entry("int64", "i64"),
          Map.entry("usize", "i64"),
          Map.entry("long", "i64"),
          Map.entry("int32", "i32"),
          Map.entry("boolean", "bool"),
          Map.entry("void", "unit"));

  private static final Map<String, String> WORDS = Map.of("True", "true", "False", "false");

  /** What other libraries are called by: a module may be called so, too. */
  private static final Set<String> LIBRARIES =
      Set.of("np", "numpy", "jnp", "jax", "torch", "tf", "F");

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
    if (Vocabularies.MODULES.contains(wrong)) {
      return Optional.of("add `import " + wrong + ";`");
    }
    if (LIBRARIES.contains(wrong)) {
      return Optional.of("add `import tensor as " + wrong + ";`");
    }
    if (wrong.equals("range")) {
      return Optional.of("a range is written `0..n`");
    }
    if (WORDS.containsKey(wrong)) {
      return Optional.of("did you mean `" + WORDS.get(wrong) + "`?");
    }
    List<String> known = visible(scope, false);
    known.addAll(Builtins.names());
    return nearest(wrong, known);
  }

  /** For a field that a tensor doesn't have. */
  static Optional<String> field(String wrong) {
    return switch (wrong) {
      case "T", "mT" -> Optional.of("did you mean `transpose()`?");
      default -> nearest(wrong, Builtins.names()).map(help -> help.replace("`?", "()`?"));
    };
  }

  Optional<String> type(String wrong, Scope scope) {
    List<String> known = visible(scope, true);
    for (DType dtype : DType.values()) {
      known.add(dtype.text());
    }
    if (TYPES.containsKey(wrong)) {
      return Optional.of("did you mean `" + TYPES.get(wrong) + "`?");
    }
    known.addAll(TYPES.keySet());
    return nearestOf(wrong, known)
        .map(best -> "did you mean `" + TYPES.getOrDefault(best, best) + "`?");
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
    return nearestOf(wrong, known).map(best -> "did you mean `" + best + "`?");
  }

  private static Optional<String> nearestOf(String wrong, Collection<String> known) {
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
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
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
