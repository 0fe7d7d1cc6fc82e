package mind.compiler.check.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A product of atoms, given by number in ascending order. */
record Monomial(List<Integer> atoms) implements Comparable<Monomial> {
  static final Monomial ONE = new Monomial(List.of());

  Monomial times(Monomial other) {
    List<Integer> all = new ArrayList<>(atoms);
    all.addAll(other.atoms);
    Collections.sort(all);
    return new Monomial(List.copyOf(all));
  }

  /** The monomial of which this is {@code other} times; null if there is none. */
  @Nullable Monomial over(Monomial other) {
    List<Integer> rest = new ArrayList<>(atoms);
    for (Integer atom : other.atoms) {
      if (!rest.remove((Object) atom)) {
        return null;
      }
    }
    return new Monomial(List.copyOf(rest));
  }

  @Override
  public int compareTo(Monomial other) {
    int byDegree = Integer.compare(other.atoms.size(), atoms.size());
    for (int i = 0; byDegree == 0 && i < atoms.size(); i++) {
      byDegree = Integer.compare(atoms.get(i), other.atoms.get(i));
    }
    return byDegree;
  }
}
