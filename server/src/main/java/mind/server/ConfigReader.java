package mind.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Lays a file and the environment over the defaults.
 *
 * <p>The defaults, written out as a tree, are the list of keys that exist and say what type each
 * has, so a typing error is found in one place whatever it came from.
 */
final class ConfigReader {
  private static final String PREFIX = "MIND__";

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ConfigReader() {}

  static ServerConfig read(
      ServerConfig defaults, Optional<Path> file, Map<String, String> environment) {
    ObjectNode tree = MAPPER.valueToTree(defaults);
    file.ifPresent(path -> overlayFile(tree, path));
    overlayEnvironment(tree, environment);
    try {
      return MAPPER.treeToValue(tree, ServerConfig.class).validated();
    } catch (JacksonException e) {
      throw new ConfigException("configuration: " + e.getOriginalMessage());
    }
  }

  private static void overlayFile(ObjectNode tree, Path path) {
    if (!Files.isReadable(path)) {
      throw new ConfigException("can't read the configuration file " + path);
    }
    JsonNode read;
    try {
      read = MAPPER.readTree(path.toFile());
    } catch (JacksonException e) {
      throw new ConfigException(
          "%s isn't YAML: %s (line %d)"
              .formatted(path, e.getOriginalMessage(), e.getLocation().getLineNr()));
    }
    if (read.isMissingNode() || read.isNull()) {
      return; // an empty file changes nothing
    }
    overlay(tree, read, "", path.toString(), tree);
  }

  private static void overlay(
      ObjectNode onto, JsonNode from, String prefix, String origin, ObjectNode root) {
    if (!from.isObject()) {
      String place = prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1);
      throw new ConfigException("%s: %s must be a map of keys".formatted(origin, place));
    }
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      String key = prefix + entry.getKey();
      JsonNode known = onto.get(entry.getKey());
      if (known == null) {
        throw unknown(origin, key, keys(root, ""));
      }
      if (known instanceof ObjectNode section) {
        overlay(section, entry.getValue(), key + ".", origin, root);
      } else {
        onto.set(
            entry.getKey(), converted(origin, key, known, text(origin, key, entry.getValue())));
      }
    }
  }

  private static String text(String origin, String key, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      throw new ConfigException("%s: %s takes one value, not %s".formatted(origin, key, value));
    }
    return value.asString();
  }

  private static void overlayEnvironment(ObjectNode tree, Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX)) {
            String key =
                name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace("__", ".");
            set(tree, name, key, value);
          }
        });
  }

  private static void set(ObjectNode tree, String origin, String key, String value) {
    int dot = key.indexOf('.');
    JsonNode section = dot < 0 ? null : tree.get(key.substring(0, dot));
    String last = key.substring(dot + 1);
    if (section instanceof ObjectNode object && object.get(last) != null) {
      object.set(last, converted(origin, key, object.get(last), value));
    } else {
      throw unknown(origin, key, keys(tree, ""));
    }
  }

  /** The text as a value of the same type as the default. */
  private static JsonNode converted(String origin, String key, JsonNode like, String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (like.isIntegralNumber()) {
      try {
        return nodes.numberNode(Long.parseLong(text.replace("_", "")));
      } catch (NumberFormatException e) {
        throw new ConfigException(
            "%s: %s takes a whole number, not '%s'".formatted(origin, key, text));
      }
    }
    if (like.isBoolean()) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new ConfigException(
            "%s: %s takes true or false, not '%s'".formatted(origin, key, text));
      }
      return nodes.booleanNode(text.equals("true"));
    }
    return nodes.stringNode(text);
  }

  private static List<String> keys(ObjectNode tree, String prefix) {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (entry.getValue() instanceof ObjectNode section) {
        keys.addAll(keys(section, prefix + entry.getKey() + "."));
      } else {
        keys.add(prefix + entry.getKey());
      }
    }
    return keys;
  }

  private static ConfigException unknown(String origin, String key, List<String> known) {
    String near =
        known.stream()
            .min((a, b) -> Integer.compare(distance(a, key), distance(b, key)))
            .orElseThrow();
    return new ConfigException("%s: unknown key %s; did you mean %s?".formatted(origin, key, near));
  }

  /** Levenshtein's distance: how many characters must change. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
