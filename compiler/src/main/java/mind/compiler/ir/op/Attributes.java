package mind.compiler.ir.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mind.compiler.ir.IrException;

/**
 * Attributes of an operation as IR text has them: an optional kind word and named values, in a
 * fixed order.
 */
public record Attributes(String kind, Map<String, String> values) {

  public Attributes {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Attributes none() {
    return new Attributes("", Map.of());
  }

  static Attributes kind(Enum<?> kind) {
    return new Attributes(kind.name().toLowerCase(Locale.ROOT), Map.of());
  }

  Attributes with(String name, Ints value) {
    return with(name, value.toString());
  }

  Attributes with(String name, long value) {
    return with(name, Long.toString(value));
  }

  Attributes with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Attributes(kind, more);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IrException("E4003", "attribute " + name + " is missing");
    }
    return value;
  }

  int integer(String name) {
    return parse(name, text(name));
  }

  int[] integers(String name) {
    String value = text(name);
    if (value.length() < 2 || value.charAt(0) != '[' || value.charAt(value.length() - 1) != ']') {
      throw new IrException("E4006", "attribute " + name + " is not a list");
    }
    String items = value.substring(1, value.length() - 1);
    if (items.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(items.split(",", -1)).mapToInt(item -> parse(name, item)).toArray();
  }

  private static int parse(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IrException("E4006", "attribute " + name + " has '" + value + "' for an integer");
    }
  }

  <E extends Enum<E>> E kind(Class<E> kinds) {
    for (E candidate : kinds.getEnumConstants()) {
      if (candidate.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return candidate;
      }
    }
    throw new IrException("E4003", "unknown kind '" + kind + "'");
  }
}
