package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mind.cli.terminal.ExitCode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The gradient of the example's loss, in f64, against central differences of that loss. */
class GradientTest {
  @RegisterExtension static final Served SERVED = new Served();

  private static final int ROWS = 5;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-8;
  private static final int SAMPLES_A_LEAF = 4;

  @TempDir private Path folder = Path.of("");

  @Test
  void agreesWithCentralDifferences() throws IOException {
    String program = inDoublePrecision(Files.readString(Path.of("../examples/spiral.mind")));
    Random random = new Random(11);
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("p.w1", new int[] {2, 64});
    shapes.put("p.b1", new int[] {64});
    shapes.put("p.w2", new int[] {64, 3});
    shapes.put("p.b2", new int[] {3});
    shapes.put("x", new int[] {ROWS, 2});
    List<String> inputs = new ArrayList<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, int[]> shape : shapes.entrySet()) {
      int count = 1;
      for (int axis : shape.getValue()) {
        count *= axis;
      }
      double[] value = random.doubles(count, -1, 1).toArray();
      values.put(shape.getKey(), value);
      add(inputs, shape.getKey(), shape.getValue(), value);
    }
    inputs.add("--in");
    inputs.add("y=" + Arrays.i32(folder.resolve("y.npy"), new int[] {ROWS}, 0, 2, 1, 2, 0));

    JsonNode outputs = loss(program, inputs, "--grad");
    for (Map.Entry<String, double[]> leaf : values.entrySet()) {
      int[] shape = shapes.getOrDefault(leaf.getKey(), new int[0]);
      double[] gradient = flat(outputs.get("grad." + leaf.getKey()).get("data"));
      assertThat(gradient).hasSameSizeAs(leaf.getValue());
      for (int sample = 0; sample < Math.min(SAMPLES_A_LEAF, gradient.length); sample++) {
        int i = random.nextInt(gradient.length);
        double difference =
            (shifted(program, inputs, leaf, shape, i, STEP)
                    - shifted(program, inputs, leaf, shape, i, -STEP))
                / (2 * STEP);
        assertThat(gradient[i])
            .as("derivative by element %d of %s", i, leaf.getKey())
            .isCloseTo(difference, Offset.offset(TOLERANCE));
      }
    }
  }

  /** The model without the functions that draw, which make f32. */
  private static String inDoublePrecision(String program) {
    int from = program.indexOf("fn init");
    int to = program.indexOf("fn logits");
    return (program.substring(0, from) + program.substring(to)).replace("f32", "f64");
  }

  /** The loss with one element moved. */
  private double shifted(
      String program,
      List<String> inputs,
      Map.Entry<String, double[]> leaf,
      int[] shape,
      int index,
      double by)
      throws IOException {
    double[] moved = leaf.getValue().clone();
    moved[index] += by;
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i += 2) {
      if (!inputs.get(i + 1).startsWith(leaf.getKey() + "=")) {
        changed.addAll(inputs.subList(i, i + 2));
      }
    }
    add(changed, leaf.getKey(), shape, moved, "moved");
    return loss(program, changed).get("result").get("data").asDouble();
  }

  private static JsonNode loss(String program, List<String> inputs, String... more) {
    List<String> args = new ArrayList<>(List.of("run", "-", "--entry", "loss", "--json"));
    args.addAll(inputs);
    args.addAll(List.of(more));
    return SERVED
        .withInput(program, args.toArray(String[]::new))
        .exits(ExitCode.OK)
        .json()
        .get("outputs");
  }

  private void add(List<String> inputs, String name, int[] shape, double[] value, String... suffix)
      throws IOException {
    Path file = folder.resolve(name + String.join("", suffix) + ".npy");
    inputs.add("--in");
    inputs.add(name + "=" + Arrays.f64(file, shape, value));
  }

  private static double[] flat(JsonNode data) {
    return data.isArray()
        ? data.valueStream().flatMapToDouble(d -> java.util.Arrays.stream(flat(d))).toArray()
        : new double[] {data.asDouble()};
  }
}
