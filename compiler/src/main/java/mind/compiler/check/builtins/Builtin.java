package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.value.Value;

/** A built-in: its name, its parameters, and how it is composed. */
public record Builtin(String name, List<Parameter> parameters, Composition composition) {

  /**
   * A parameter.
   *
   * @param names its name, and others by which a keyword may call it
   * @param spread whether it takes all positional arguments from here on, as a list
   */
  public record Parameter(List<String> names, boolean optional, boolean spread) {
    public String name() {
      return names.getFirst();
    }
  }

  /** Builds the value of a call. */
  public interface Composition {
    Value apply(Arguments arguments);
  }

  /**
   * A built-in with its parameters as one line: {@code "x, axes|axis?, keepdims?"}. A {@code ?}
   * makes one optional, a {@code *} lets it take several positional arguments as a list, {@code |}
   * separates other names for it.
   */
  static Builtin of(String name, String parameters, Composition composition) {
    List<Parameter> list = new ArrayList<>();
    for (String text : parameters.isEmpty() ? new String[0] : parameters.split(",")) {
      String trimmed = text.trim();
      boolean optional = trimmed.endsWith("?");
      String rest = optional ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
      boolean spread = rest.endsWith("*");
      String names = spread ? rest.substring(0, rest.length() - 1) : rest;
      list.add(new Parameter(List.of(names.split("\\|")), optional, spread));
    }
    return new Builtin(name, List.copyOf(list), composition);
  }

  /** The parameter a keyword names; -1 if none. */
  public int parameter(String keyword) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).names().contains(keyword)) {
        return i;
      }
    }
    return -1;
  }

  /** As the reference shows it: {@code sum(x, axes?, keepdims?)}. */
  public String signature() {
    StringBuilder out = new StringBuilder(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      out.append(i == 0 ? "" : ", ").append(parameter.name());
      out.append(parameter.spread() ? ".." : "").append(parameter.optional() ? "?" : "");
    }
    return out.append(')').toString();
  }
}
