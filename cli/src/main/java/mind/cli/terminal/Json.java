package mind.cli.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import mind.v1.CompileResponse;
import mind.v1.Diagnostic;
import mind.v1.Signature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The objects that {@code --json} prints. Their shape is a contract with scripts. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** An empty object to fill. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Prints one object on one line. */
  public static void print(Console console, ObjectNode object) {
    console.out().println(MAPPER.writeValueAsString(object));
  }

  /** A number, or its name as a string where JSON has none for it. */
  public static JsonNode number(double value) {
    return Double.isFinite(value)
        ? DoubleNode.valueOf(value)
        : StringNode.valueOf(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
  }

  /** A list of numbers. */
  public static ArrayNode numbers(List<Double> values) {
    ArrayNode array = MAPPER.createArrayNode();
    values.forEach(value -> array.add(number(value)));
    return array;
  }

  /** {@code diagnostics}. */
  public static void putDiagnostics(ObjectNode object, List<Diagnostic> diagnostics) {
    ArrayNode array = object.putArray("diagnostics");
    for (Diagnostic diagnostic : diagnostics) {
      ObjectNode node =
          array
              .addObject()
              .put("code", diagnostic.getCode())
              .put("severity", diagnostic.getSeverity().name().toLowerCase(Locale.ROOT))
              .put("message", diagnostic.getMessage())
              .put("line", diagnostic.getSpan().getLine())
              .put("column", diagnostic.getSpan().getColumn())
              .put("end_line", diagnostic.getSpan().getEndLine())
              .put("end_column", diagnostic.getSpan().getEndColumn());
      ArrayNode notes = node.putArray("notes");
      diagnostic.getNotesList().forEach(notes::add);
      if (diagnostic.getHelp().isEmpty()) {
        node.putNull("help");
      } else {
        node.put("help", diagnostic.getHelp());
      }
    }
  }

  /** {@code printed}: a text for each print of the program; left out where there is none. */
  public static void putPrinted(ObjectNode object, List<String> printed) {
    if (!printed.isEmpty()) {
      ArrayNode array = object.putArray("printed");
      printed.forEach(array::add);
    }
  }

  /** {@code entries}. */
  public static void putEntries(ObjectNode object, List<Signature> signatures) {
    ArrayNode entries = object.putArray("entries");
    for (Signature signature : signatures) {
      ObjectNode entry = entries.addObject().put("name", signature.getName());
      putParameters(entry.putArray("inputs"), signature.getInputsList());
      putParameters(entry.putArray("outputs"), signature.getOutputsList());
    }
  }

  /**
   * What a compile made: {@code artifact, key, cache, entry, target, kernels, files, timings_us,
   * diagnostics}.
   */
  public static void putCompiled(
      ObjectNode object, CompileResponse response, Map<String, String> files) {
    object
        .put("artifact", Digests.name(response.getArtifact()))
        .put("key", response.getKey())
        .put("cache", response.getCache())
        .put("entry", response.getManifest().getEntry())
        .put("target", response.getManifest().getTarget());
    object
        .putObject("kernels")
        .put("total", response.getKernelsTotal())
        .put("compiled", response.getKernelsCompiled())
        .put("reused", response.getKernelsReused());
    ObjectNode paths = object.putObject("files");
    files.forEach(paths::put);
    putTimings(object, response.getTimingsUsMap());
    putDiagnostics(object, response.getDiagnosticsList());
    if (!response.getRepairedList().isEmpty()) {
      ArrayNode repaired = object.putArray("repaired");
      response.getRepairedList().forEach(repaired::add);
    }
  }

  private static void putTimings(ObjectNode object, Map<String, Long> timings) {
    ObjectNode node = object.putObject("timings_us");
    timings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(timing -> node.put(timing.getKey(), timing.getValue()));
  }

  private static void putParameters(ArrayNode array, List<Signature.Parameter> parameters) {
    for (Signature.Parameter parameter : parameters) {
      ObjectNode node =
          array
              .addObject()
              .put("name", parameter.getName())
              .put("dtype", Types.name(parameter.getDtype()));
      ArrayNode shape = node.putArray("shape");
      for (String dimension : parameter.getShapeList()) {
        if (dimension.chars().allMatch(Character::isDigit)) {
          shape.add(Long.parseLong(dimension));
        } else {
          shape.add(dimension);
        }
      }
    }
  }
}
