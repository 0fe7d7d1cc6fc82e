package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.ir.Tensor;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

/**
 * Random programs over named dimensions: what their check accepts compiles for all sizes, with the
 * shapes that the check gave.
 */
class ShapeAlgebraTest {
  private static final String[] SIZES = {
    "n", "m", "k", "1", "2", "3", "2 * n", "n + 1", "n * m", "m + k", "n + m", "4 * k", "n - 1"
  };
  private static final int PROGRAMS = 30;
  private static final int STATEMENTS = 8;

  private final Random random = new Random(7);
  private int variables;

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String size() {
    return pick(SIZES);
  }

  private String variable() {
    return "v" + random.nextInt(variables);
  }

  private String shape() {
    List<String> sizes = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      sizes.add(size());
    }
    return "[" + String.join(", ", sizes) + "]";
  }

  private String expression() {
    String x = variable();
    String axis = pick("0", "1", "-1");
    return switch (random.nextInt(16)) {
      case 0, 1 -> x + pick(" + ", " * ", " - ") + variable();
      case 2, 3 -> x + " @ " + variable();
      case 4 -> "sum(%s, axis=%s, keepdims=%s)".formatted(x, axis, pick("true", "false"));
      case 5 -> "transpose(%s)".formatted(x);
      case 6 -> "reshape(%s, [%s, -1])".formatted(x, size());
      case 7 -> "reshape(%s, [%s, %s])".formatted(x, size(), size());
      case 8 -> "concat(%s, %s, axis=%s)".formatted(x, variable(), axis);
      case 9 -> "stack([%s, %s], axis=%s)".formatted(x, variable(), axis);
      case 10 -> x + pick("[1:]", "[::2]", "[:-1]", "[0]", "[:, None]", "[:n]", "[1::3]");
      case 11 -> "expand_dims(%s, %s)".formatted(x, axis);
      case 12 -> "flatten(%s)".formatted(x);
      case 13 -> "split(%s, 2, axis=%s).1".formatted(x, axis);
      case 14 -> "broadcast_to(%s, [%s, %s])".formatted(x, size(), size());
      default -> "zeros([%s, %s])".formatted(size(), size());
    };
  }

  /** A program of statements that check, each tried in turn. */
  private String program() {
    StringBuilder program = new StringBuilder("fn f(v0: Tensor<f32, [n, m]>, v1: Tensor<f32, [m]>");
    program.append(", v2: Tensor<f32, ").append(shape()).append(">, v3: Tensor<f32, [k]>) {\n");
    variables = 4;
    for (int tries = 0; variables < STATEMENTS && tries < 60; tries++) {
      String more = "  let v" + variables + " = " + expression() + ";\n";
      if (isSound(program + more + "}")) {
        program.append(more);
        variables++;
      }
    }
    List<String> results = new ArrayList<>();
    for (int i = 4; i < variables; i++) {
      results.add("v" + i);
    }
    return program + "  (" + String.join(", ", results) + ",)\n}";
  }

  private static boolean isSound(String program) {
    return Frontend.check(Source.of(program)).diagnostics().isEmpty();
  }

  @Test
  void whatChecksCompilesForAllSizes() {
    int compiled = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      String program = program();
      Checked checked = Frontend.check(Source.of(program));
      assertThat(checked.diagnostics()).as(program).isEmpty();
      for (int sizes = 0; sizes < 4; sizes++) {
        Map<String, Long> dims = new TreeMap<>();
        for (String name : checked.entries().getFirst().dims()) {
          dims.put(name, 1L + random.nextInt(7));
        }
        compiled += compile(program, checked.entries().getFirst(), dims) ? 1 : 0;
      }
    }
    assertThat(compiled).isGreaterThan(PROGRAMS * 2);
  }

  /** False if a dimension is empty for these sizes, the one thing that only sizes can show. */
  private static boolean compile(String program, Signature signature, Map<String, Long> dims) {
    Source source = Source.of(program);
    Checked compiled = Frontend.compile(source, "f", dims);
    if (compiled.diagnostics().stream().anyMatch(d -> d.code().equals("E3006"))) {
      return false;
    }
    assertThat(Renderer.render(compiled.diagnostics(), dims.toString(), source, false)).isEmpty();
    Signature bound = compiled.entry().orElseThrow();
    for (int i = 0; i < signature.outputs().size(); i++) {
      List<String> shape = signature.outputs().get(i).shape();
      assertThat(bound.outputs().get(i).shape())
          .as("%s of %s in\n%s", shape, dims, program)
          .isEqualTo(evaluate(shape, dims));
    }
    return true;
  }

  private static List<String> evaluate(List<String> shape, Map<String, Long> dims) {
    StringBuilder script = new StringBuilder();
    dims.forEach((name, size) -> script.append("let ").append(name + " = " + size + "; "));
    script.append('(');
    shape.forEach(dim -> script.append(dim).append(", "));
    List<String> sizes = new ArrayList<>();
    if (!shape.isEmpty()) {
      for (Tensor size : Programs.run(script + ")")) {
        sizes.add(Long.toString((long) size.value(0)));
      }
    }
    return sizes;
  }
}
