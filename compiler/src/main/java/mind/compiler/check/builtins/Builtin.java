package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.value.Value;
import mind.compiler.kernel.DType;
import org.jspecify.annotations.Nullable;

/** A built-in: its name, its parameters, and how it is composed. */
public record Builtin(String name, List<Parameter> parameters, Composition composition) {
  /** Keywords that mean the same wherever a built-in has one of them. */
  private static final List<List<String>> SYNONYMS =
      List.of(
          List.of("axis", "axes", "dim", "dims"),
          List.of("keepdims", "keepdim"),
          List.of("strides", "stride"),
          List.of("window", "kernel", "kernel_size"),
          List.of("eps", "epsilon"));

  /**
   * A parameter.
   *
   * @param names its name, and others by which a keyword may call it
   * @param spread whether it takes all positional arguments from here on, as a tuple
   * @param suffix how the signature shows what it is without an argument: {@code ?}, {@code =1}
   * @param otherwise its value without an argument; null if it then has none
   */
  public record Parameter(
      List<String> names, boolean spread, String suffix, @Nullable Value otherwise) {
    public String name() {
      return names.getFirst();
    }

    boolean optional() {
      return !suffix.isEmpty();
    }
  }

  /** Builds the value of a call. */
  public interface Composition {
    Value apply(Arguments arguments);
  }

  /**
   * A built-in with its parameters as one line: {@code "x, axes?, keepdims=false"}. A {@code ?}
   * makes one optional, {@code =} gives it a default, a {@code *} lets it take several positional
   * arguments as a tuple, {@code |} separates other names for it.
   */
  static Builtin of(String name, String parameters, Composition composition) {
    List<Parameter> list = new ArrayList<>();
    for (String text : parameters.isEmpty() ? new String[0] : parameters.split(",")) {
      list.add(parse(text.trim()));
    }
    return new Builtin(name, List.copyOf(list), composition);
  }

  private static Parameter parse(String text) {
    int equals = text.indexOf('=');
    boolean open = text.endsWith("?");
    String head =
        equals >= 0
            ? text.substring(0, equals)
            : open ? text.substring(0, text.length() - 1) : text;
    boolean spread = head.endsWith("*");
    String all = spread ? head.substring(0, head.length() - 1) : head;
    List<String> names = new ArrayList<>(List.of(all.split("\\|")));
    for (List<String> synonyms : SYNONYMS) {
      if (synonyms.contains(names.getFirst())) {
        synonyms.stream().filter(other -> !names.contains(other)).forEach(names::add);
      }
    }
    Value otherwise = equals < 0 ? null : literal(text.substring(equals + 1));
    String suffix = equals >= 0 ? text.substring(equals) : open ? "?" : "";
    return new Parameter(List.copyOf(names), spread, suffix, otherwise);
  }

  private static Value literal(String text) {
    if (text.equals("true") || text.equals("false")) {
      return new Value.Static(DType.BOOL, text.equals("true") ? 1 : 0);
    }
    if (text.startsWith("\"")) {
      return new Value.Text(text.substring(1, text.length() - 1));
    }
    if (DType.of(text).isPresent()) {
      return new Value.Element(DType.of(text).get());
    }
    if (Character.isUpperCase(text.charAt(0))) {
      return new Value.Word(text);
    }
    return text.matches("-?\\d+")
        ? Value.Untyped.of(Long.parseLong(text))
        : new Value.Untyped(true, 0, Double.parseDouble(text), Float.parseFloat(text));
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

  /**
   * Puts defaults where no argument is, or {@code None}; gives the first parameter that needs an
   * argument and has none, or -1.
   */
  public int complete(@Nullable Value[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      Value argument = arguments[i];
      if (argument == null || (argument instanceof Value.Word w && w.text().equals("None"))) {
        Parameter parameter = parameters.get(i);
        if (!parameter.optional()) {
          return i;
        }
        arguments[i] = parameter.otherwise();
      }
    }
    return -1;
  }

  /** As the reference shows it: {@code sum(x, axes?, keepdims=false)}. */
  public String signature() {
    StringBuilder out = new StringBuilder(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      out.append(i == 0 ? "" : ", ").append(parameter.name());
      out.append(parameter.spread() ? ".." : "").append(parameter.suffix());
    }
    return out.append(')').toString();
  }
}
