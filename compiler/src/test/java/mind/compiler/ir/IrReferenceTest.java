package mind.compiler.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Input;
import mind.compiler.ir.op.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/ir.md has a page for each of the 19 operations, and every constraint numbered there is one.
 * Those of an operation are tried in a file of its name in {@code resources/ir}: a sound function,
 * then edits of it. {@code * pad.2 E4003 message} says that the lines {@code old => new} below,
 * done to the function, break that constraint, and with what; {@code * pad.2 holds} that they
 * don't.
 */
class IrReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/ir.md");
  private static final Path FOLDER = Path.of("src/test/resources/ir");
  private static final List<String> PARTS =
      List.of("Meaning", "Types", "Evaluation", "Derivative", "Edge cases");

  /** What an edit of a function does. */
  private record Case(String constraint, String outcome, String message, List<String[]> edits) {
    String edit(String function) {
      String text = function;
      for (String[] edit : edits) {
        assertThat(text).as(constraint).contains(edit[0]);
        text = text.replace(edit[0], edit[1]);
      }
      return text;
    }
  }

  @Test
  void everyOperationHasOnePage() throws IOException {
    List<String> operations = operations().map(IrReferenceTest::word).toList();
    assertThat(operations).hasSize(19);
    assertThat(pages().keySet()).containsExactlyElementsOf(operations);
    assertThat(matches("(?m)^\\| `(\\w+)` \\|", text().split("\n## ", 2)[0]))
        .containsExactlyElementsOf(operations);
  }

  @Test
  void everyPageHasItsParts() throws IOException {
    pages()
        .forEach((name, page) ->
            assertThat(matches("(?m)^\\*\\*([\\w ]+)\\.\\*\\* \\S", page))
                .as(name)
                .isEqualTo(PARTS));
  }

  @Test
  void everyKindHasItsRow() throws IOException {
    Map<String, String> pages = pages();
    operations()
        .forEach(op ->
            assertThat(matches("(?m)^\\| `(\\w+)` \\|", pages.getOrDefault(word(op), "")))
                .as(word(op))
                .isEqualTo(kinds(op)));
  }

  @Test
  void everyAttributeIsExplained() throws IOException {
    for (Map.Entry<String, String> page : pages().entrySet()) {
      for (Instruction instruction : IrParser.parse(function(read(page.getKey()))).code()) {
        boolean own = instruction.op().name().equals(page.getKey());
        if (own && !(instruction.op() instanceof Input)) {
          for (String attribute : instruction.op().attributes().values().keySet()) {
            assertThat(page.getValue()).contains("`" + attribute + "=");
          }
        }
      }
    }
  }

  @Test
  void everyConstraintIsTriedAndEveryTrialHasAConstraint() throws IOException {
    List<String> constraints = new ArrayList<>();
    for (String file : files()) {
      List<String> own = numbers(file);
      for (int i = 0; i < own.size(); i++) {
        assertThat(own.get(i)).isEqualTo(file + "." + (i + 1));
      }
      assertThat(cases(read(file)).stream().filter(c -> !c.outcome().equals("holds")))
          .extracting(Case::constraint)
          .as(file)
          .containsAll(own);
      constraints.addAll(own);
    }
    assertThat(codes().keySet()).containsExactlyInAnyOrderElementsOf(constraints);
  }

  /** Those of the operations, and what holds for all of them. */
  static List<String> files() {
    return Stream.concat(Stream.of("any"), operations().map(IrReferenceTest::word)).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void constraintsAreEnforced(String file) throws IOException {
    Map<String, String> codes = codes();
    String text = read(file);
    String function = function(text);
    IrParser.parse(function);
    for (Case c : cases(text)) {
      String edited = c.edit(function);
      if (c.outcome().equals("holds")) {
        IrParser.parse(edited);
      } else {
        assertThat(codes.get(c.constraint())).as(c.constraint()).isEqualTo(c.outcome());
        assertThatThrownBy(() -> IrParser.parse(edited))
            .as(edited)
            .isInstanceOfSatisfying(
                IrException.class, e -> assertThat(e.code()).isEqualTo(c.outcome()))
            .hasMessageContaining(c.message());
      }
    }
  }

  @Test
  void everyFileIsAnOperations() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".mir", "")))
          .containsExactlyInAnyOrderElementsOf(files());
    }
  }

  private static Stream<Class<?>> operations() {
    return Arrays.stream(Op.class.getPermittedSubclasses());
  }

  /** The word that stands for an operation in text. */
  private static String word(Class<?> op) {
    return op.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** The words of its kinds, in their order. */
  private static List<String> kinds(Class<?> op) {
    if (op == Const.class) {
      return Arrays.stream(Const.Content.class.getPermittedSubclasses())
          .map(IrReferenceTest::word)
          .toList();
    }
    return Arrays.stream(op.getDeclaredClasses())
        .filter(c -> c.isEnum() && Modifier.isPublic(c.getModifiers()))
        .flatMap(c -> Arrays.stream(c.getEnumConstants()))
        .map(kind -> kind.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String text() throws IOException {
    return Files.readString(REFERENCE);
  }

  /** The chapter of the operations. */
  private static String chapter() throws IOException {
    return text().split("\n## Operations\n", 2)[1].split("\n## ", 2)[0];
  }

  /** The pages by their headings. */
  private static Map<String, String> pages() throws IOException {
    Map<String, String> pages = new LinkedHashMap<>();
    String[] parts = chapter().split("\n### ");
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      String[] page = part.split("\n", 2);
      assertThat(pages.put(page[0], page[1])).as(page[0]).isNull();
    }
    return pages;
  }

  /** The code of each constraint. */
  private static Map<String, String> codes() throws IOException {
    Map<String, String> codes = new LinkedHashMap<>();
    Matcher lines =
        Pattern.compile("(?m)^\\* \\*\\*(\\w+\\.\\d+)\\*\\* .*: (E\\d{4})$").matcher(chapter());
    while (lines.find()) {
      assertThat(codes.put(lines.group(1), lines.group(2))).as(lines.group(1)).isNull();
    }
    return codes;
  }

  /** The constraints on a page; those of "any" stand before the first. */
  private static List<String> numbers(String name) throws IOException {
    String page =
        name.equals("any") ? chapter().split("\n### ")[0] : pages().getOrDefault(name, "");
    return matches("(?m)^\\* \\*\\*(\\S+)\\*\\* ", page);
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  private static String read(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name + ".mir"));
  }

  private static String function(String file) {
    return file.substring(0, file.indexOf("\n}\n") + 3);
  }

  private static List<Case> cases(String file) {
    List<Case> cases = new ArrayList<>();
    for (String line : file.substring(function(file).length()).lines().toList()) {
      if (line.startsWith("* ")) {
        String[] words = line.split(" ", 4);
        cases.add(
            new Case(words[1], words[2], words.length > 3 ? words[3] : "", new ArrayList<>()));
      } else {
        cases.getLast().edits().add(line.substring(2).split(" => ", 2));
      }
    }
    return cases;
  }
}
