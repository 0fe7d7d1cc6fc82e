package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TrainTest {
  @RegisterExtension static final Served SERVED = new Served();

  /** Fits y = 3 x by one weight. */
  private static final String LINE =
      """
      struct Fit { error: f32, worst: f32 }
      fn init(key: i64) -> f32 { 0.0 }
      fn loss(w: f32, x: Tensor<f32, [n]>, y: Tensor<f32, [n]>) -> f32 {
          let d = w * x - y;
          mean(d * d)
      }
      fn step(w: f32, x: Tensor<f32, [n]>, y: Tensor<f32, [n]>, lr: f32 = 0.05) -> (f32, f32) {
          let (l, g) = value_and_grad(loss, wrt=0)(w, x, y);
          (w - lr * g, l)
      }
      fn eval(w: f32, x: Tensor<f32, [n]>, y: Tensor<f32, [n]>) -> Fit {
          let d = w * x - y;
          Fit { error: mean(d * d), worst: max(d * d) }
      }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void theSpiralReaches97PercentWithoutOptions() {
    JsonNode json =
        SERVED.mind("train", "../examples/spiral.mind", "--json").exits(ExitCode.OK).json();
    assertThat(json.get("steps").asInt()).isEqualTo(json.get("loss").size());
    assertThat(json.get("loss").get(0).asDouble()).isGreaterThan(0.9);
    assertThat(json.get("accuracy").asDouble()).isGreaterThan(0.97);
    assertThat(json.get("artifacts").propertyNames())
        .containsExactlyInAnyOrder("init", "step", "batch", "eval");
    assertThat(json.get("weights").propertyNames()).containsExactly("p.w1", "p.b1", "p.w2", "p.b2");
  }

  @Test
  void theDigitsReach95PercentAndTwoRunsGiveTheSameWeights() {
    JsonNode one = digits("--threads", "1").exits(ExitCode.OK).json();
    JsonNode two = digits("--threads", "2").exits(ExitCode.OK).json();
    assertThat(one.get("accuracy").asDouble()).isGreaterThan(0.95);
    assertThat(one.get("epochs").asInt()).isEqualTo(10);
    assertThat(one.get("steps").asInt()).isEqualTo(10 * (3823 / 64));
    assertThat(two.get("weights")).isEqualTo(one.get("weights"));
    assertThat(two.get("loss")).isEqualTo(one.get("loss"));
    assertThat(digits("--threads", "2", "--seed", "1").json().get("weights"))
        .isNotEqualTo(one.get("weights"));
  }

  private static Ran digits(String... more) {
    String data = "../examples/data/digits_";
    List<String> args =
        Stream.concat(
                Stream.of(
                    "train",
                    "../examples/digits.mind",
                    "--json",
                    "--data",
                    "x=" + data + "train_x.npy",
                    "--data",
                    "y=" + data + "train_y.npy",
                    "--test",
                    "x=" + data + "test_x.npy",
                    "--test",
                    "y=" + data + "test_y.npy",
                    "--epochs",
                    "10"),
                Stream.of(more))
            .toList();
    return SERVED.mind(args.toArray(String[]::new));
  }

  @Test
  void parametersWithDefaultsCanBeSetAndMetricsHaveNames() throws IOException {
    double first = line("--steps", "1").exits(ExitCode.OK).json().get("loss").get(0).asDouble();
    assertThat(line("--steps", "1", "--set", "lr=0").json().get("loss").get(0).asDouble())
        .isEqualTo(first);
    JsonNode still = line("--steps", "40", "--set", "lr=0").exits(ExitCode.OK).json();
    assertThat(still.get("error").asDouble()).isCloseTo(67.5, within(1e-3));
    JsonNode fitted =
        line("--steps", "40", "--save", folder.resolve("w").toString()).exits(ExitCode.OK).json();
    assertThat(fitted.get("error").asDouble()).isLessThan(1e-6);
    assertThat(fitted.get("worst").asDouble()).isLessThan(1e-5);
    assertThat(fitted.get("weights").propertyNames()).containsExactly("w");
    assertThat(folder.resolve("w/w.npy")).isNotEmptyFile();
    // The weights of a training are inputs of a run.
    Ran run =
        SERVED.withInput(
            "fn main(w: f32) -> f32 { w * 2.0 }",
            "run",
            "-",
            "--json",
            "--in",
            "w=" + folder.resolve("w/w.npy"));
    assertThat(run.exits(ExitCode.OK).json().at("/outputs/result/data").asDouble())
        .isCloseTo(6.0, within(1e-3));
  }

  @Test
  void progressGoesToStderrAndTheSummaryNamesArtifacts() throws IOException {
    Ran ran = line("--steps", "20");
    assertThat(ran.err()).contains("step 20/20", "loss");
    String[] args = lineArguments("--steps", "20");
    Ran text =
        SERVED
            .withInput(
                LINE, Stream.of(args).filter(a -> !a.equals("--json")).toArray(String[]::new))
            .exits(ExitCode.OK);
    assertThat(text.out()).contains("trained   20 steps of 2 rows", "error", "step", "sha256:");
    assertThat(text.out()).doesNotContain("\r", "\u001b");
  }

  @Test
  void aLossThatIsNoNumberIsSaid() throws IOException {
    Ran ran = line("--steps", "200", "--set", "lr=50").exits(ExitCode.OK);
    assertThat(ran.err()).contains("the loss is not finite from step");
    assertThat(ran.json().get("loss").get(199).asString()).isEqualTo("nan");
  }

  @Test
  void metricsKeepTheirPathsAndLeaveTheReportAlone() throws IOException {
    String pair =
        evalReturns(
            "Fit { error: 1.0, worst: 2.0 }, Fit { error: 3.0, worst: 4.0 }", "(Fit, Fit)", true);
    JsonNode json = SERVED.withInput(pair, lineArguments("--steps", "1")).exits(ExitCode.OK).json();
    assertThat(json.get("0.error").asDouble()).isEqualTo(1);
    assertThat(json.get("0.worst").asDouble()).isEqualTo(2);
    assertThat(json.get("1.error").asDouble()).isEqualTo(3);
    assertThat(json.get("1.worst").asDouble()).isEqualTo(4);
    for (String name : List.of("loss", "steps", "artifacts", "weights", "cache")) {
      String clash =
          "struct Clash { "
              + name
              + ": f32, other: f32 }\n"
              + evalReturns("Clash { " + name + ": 1.0, other: 2.0 }", "Clash", false);
      Ran ran = SERVED.withInput(clash, lineArguments("--steps", "1")).exits(ExitCode.USAGE);
      assertThat(ran.err()).contains("a metric named " + name).doesNotContain("step 1/1");
    }
  }

  private static String evalReturns(String value, String type, boolean tuple) {
    return LINE.substring(0, LINE.indexOf("fn eval"))
        + "fn eval(w: f32, x: Tensor<f32, [n]>, y: Tensor<f32, [n]>) -> %s { %s }\n"
            .formatted(type, tuple ? "(" + value + ")" : value);
  }

  @Test
  void stepsMayPrint() throws IOException {
    String program = LINE.replace("let (l, g)", "print(\"w is {}\", w); let (l, g)");
    JsonNode json =
        SERVED.withInput(program, lineArguments("--steps", "2")).exits(ExitCode.OK).json();
    assertThat(json.get("printed")).hasSize(2);
    assertThat(json.get("printed").get(0).asString()).isEqualTo("w is 0.0");
  }

  @Test
  void countsOfStepsHaveBounds() throws IOException {
    assertThat(line("--epochs", "2147483647").exits(ExitCode.USAGE).err()).contains("--epochs");
    line("--epochs", "2147483647", "--steps", "2").exits(ExitCode.OK);
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    assertThat(line("--set", "rate=1").exits(ExitCode.USAGE).err())
        .contains("--set rate", "there is lr");
    assertThat(line("--set", "lr=fast").exits(ExitCode.USAGE).err())
        .contains("--set lr: fast is not a value of f32");
    assertThat(line("--data", "z=" + folder.resolve("x.npy")).exits(ExitCode.USAGE).err())
        .contains("--data z", "x, y");
    assertThat(line("--batch", "0").exits(ExitCode.USAGE).err()).contains("--batch");
    assertThat(SERVED.withInput(LINE, "train", "-").exits(ExitCode.USAGE).err())
        .contains("no function batch", "--data NAME=FILE.npy");
    assertThat(SERVED.withInput("fn f() -> f32 { 1.0 }", "train", "-").exits(ExitCode.USAGE).err())
        .contains("no function init");
    assertThat(
            SERVED
                .mind("train", "../examples/spiral.mind", "--epochs", "2")
                .exits(ExitCode.USAGE)
                .err())
        .contains("--epochs needs --data");
  }

  private Ran line(String... more) throws IOException {
    return SERVED.withInput(LINE, lineArguments(more));
  }

  private String[] lineArguments(String... more) throws IOException {
    String x = Arrays.f32(folder.resolve("x.npy"), new int[] {4}, 1, 2, 3, 4);
    String y = Arrays.f32(folder.resolve("y.npy"), new int[] {4}, 3, 6, 9, 12);
    return Stream.concat(
            Stream.of(
                "train", "-", "--json", "--batch", "2", "--data", "x=" + x, "--data", "y=" + y,
                "--test", "x=" + x, "--test", "y=" + y),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }
}
