package mind.compiler.editor;

/**
 * Something that could be written at a place.
 *
 * @param detail its type or signature; empty if it has none
 */
public record Completion(String label, Kind kind, String detail) {
  /** What it is. */
  public enum Kind {
    FUNCTION,
    BUILTIN,
    VALUE,
    CONSTANT,
    FIELD,
    TYPE,
    KEYWORD
  }
}
