package mind.compiler.editor;

import java.util.List;
import java.util.Optional;
import mind.compiler.source.Span;

/**
 * Something that has a name.
 *
 * @param at its name where it is defined
 * @param whole all of the definition; of a function its head
 * @param from the first byte from which the name is known
 * @param to the byte from which it isn't any more
 * @param members the fields of a struct, the parameters of a function
 */
public record Definition(
    Kind kind, String name, Span at, Span whole, int from, int to, List<Definition> members) {

  /** What kinds of things have names. */
  public enum Kind {
    FUNCTION,
    PARAMETER,
    VARIABLE,
    CONSTANT,
    STRUCT,
    FIELD,
    ALIAS,
    DIMENSION,
    IMPORT
  }

  public Definition {
    members = List.copyOf(members);
  }

  Optional<Definition> member(String wanted) {
    return members.stream().filter(m -> m.name().equals(wanted)).findFirst();
  }

  boolean isVisible(int offset) {
    return from <= offset && offset < to;
  }
}
