package mind.cli.lsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jcodings.specific.UTF8Encoding;
import org.joni.Matcher;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Region;
import org.joni.Syntax;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * As much of TextMate's way to apply a grammar as ours needs: line by line, the first match wins.
 */
final class TextMate {
  private final JsonNode root;
  private final JsonNode repository;
  private final Map<String, Regex> regexes = new HashMap<>();

  TextMate(JsonNode patterns, JsonNode grammar) {
    root = patterns;
    repository = grammar.get("repository");
  }

  private record Found(JsonNode rule, boolean ends, Region region) {}

  /** The innermost scope of each byte; empty where there is none. */
  String[] scopes(byte[] text) {
    String[] scopes = new String[text.length];
    Arrays.fill(scopes, "");
    Deque<JsonNode> open = new ArrayDeque<>();
    int start = 0;
    while (start < text.length) {
      int end = start;
      while (end < text.length && text[end++] != '\n') {}
      line(text, start, end, open, scopes);
      start = end;
    }
    return scopes;
  }

  private void line(byte[] text, int start, int end, Deque<JsonNode> open, String[] scopes) {
    byte[] line = Arrays.copyOfRange(text, start, end);
    int at = 0;
    while (at < line.length) {
      Found found = find(line, at, open);
      int from = found == null ? line.length : found.region().getBeg(0);
      fill(scopes, start + at, start + from, open.isEmpty() ? "" : name(open.peek()));
      if (found == null) {
        return;
      }
      int to = found.region().getEnd(0);
      fill(scopes, start + from, start + to, name(found.rule()));
      captures(found, start, scopes);
      if (found.ends()) {
        open.pop();
      } else if (found.rule().has("begin")) {
        open.push(found.rule());
      } else if (to == from) {
        to++;
      }
      at = to;
    }
  }

  private void captures(Found found, int start, String[] scopes) {
    JsonNode captures = found.rule().get("captures");
    if (captures != null) {
      for (String group : captures.propertyNames()) {
        int n = Integer.parseInt(group);
        String scope = captures.get(group).get("name").asString();
        fill(scopes, start + found.region().getBeg(n), start + found.region().getEnd(n), scope);
      }
    }
  }

  private static String name(JsonNode rule) {
    return rule.has("name") ? rule.get("name").asString() : "";
  }

  private static void fill(String[] scopes, int from, int to, String scope) {
    Arrays.fill(scopes, from, to, scope);
  }

  private @Nullable Found find(byte[] line, int at, Deque<JsonNode> open) {
    Found best = null;
    if (!open.isEmpty()) {
      best = match(open.peek(), "end", line, at, null);
    }
    JsonNode patterns = open.isEmpty() ? root : open.peek().get("patterns");
    for (JsonNode rule : rules(patterns)) {
      best = match(rule, rule.has("begin") ? "begin" : "match", line, at, best);
    }
    return best;
  }

  /** The better of a known match and that of a rule: the earlier, and of two the known one. */
  private @Nullable Found match(
      JsonNode rule, String key, byte[] line, int at, @Nullable Found known) {
    Regex regex = regexes.computeIfAbsent(rule.get(key).asString(), TextMate::compile);
    Matcher matcher = regex.matcher(line);
    int found = matcher.search(at, line.length, Option.CAPTURE_GROUP);
    if (found < 0 || (known != null && known.region().getBeg(0) <= found)) {
      return known;
    }
    return new Found(rule, key.equals("end"), matcher.getEagerRegion());
  }

  static Regex compile(String pattern) {
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    return new Regex(
        bytes, 0, bytes.length, Option.CAPTURE_GROUP, UTF8Encoding.INSTANCE, Syntax.DEFAULT);
  }

  private List<JsonNode> rules(@Nullable JsonNode patterns) {
    List<JsonNode> rules = new ArrayList<>();
    if (patterns == null) {
      return rules;
    }
    for (JsonNode pattern : patterns) {
      if (pattern.has("include")) {
        JsonNode included = repository.get(pattern.get("include").asString().substring(1));
        boolean list = !included.has("match") && !included.has("begin");
        rules.addAll(list ? rules(included.get("patterns")) : List.of(included));
      } else {
        rules.add(pattern);
      }
    }
    return rules;
  }
}
