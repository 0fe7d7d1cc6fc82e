package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RunTest {
  @RegisterExtension static final Served SERVED = new Served();

  private static final String LAYER =
      """
      struct Params { w: Tensor<f32, [2, 2]>, b: Tensor<f32, [2]> }
      fn layer(p: Params, x: Tensor<f32, [n, 2]>, gain: f32 = 2.0) -> (Tensor<f32, [n, 2]>, f32) {
          let h = gain * (x @ p.w + p.b);
          (h, sum(h))
      }
      fn total(p: Params, x: Tensor<f32, [n, 2]>) -> f32 { sum(x @ p.w + p.b) }
      fn add(x: Tensor<f32, [n]>, y: Tensor<f32, [n]>) -> Tensor<f32, [n]> { x + y }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void runsWithFilesNumbersAndDefaults() throws IOException {
    String w = Arrays.f32(folder.resolve("w.npy"), new int[] {2, 2}, 1, 2, 3, 4);
    String b = Arrays.f32(folder.resolve("b.npy"), new int[] {2}, 0.5, -0.5);
    String x = Arrays.f32(folder.resolve("x.npy"), new int[] {1, 2}, 1, 1);
    String[] run = {
      "run", "-", "--entry", "layer", "--in", "p.w=" + w, "--in", "p.b=" + b, "--in", "x=" + x
    };
    JsonNode json = layer(run, "--json").json();
    assertThat(json.get("artifact").asString()).matches("sha256:[0-9a-f]{64}");
    assertThat(json.get("cache").asString()).isIn("miss", "memory");
    assertThat(json.get("entry").asString()).isEqualTo("layer");
    assertThat(json.get("outputs").propertyNames()).containsExactly("0", "1");
    assertThat(json.at("/outputs/0").toString())
        .isEqualTo("{\"dtype\":\"f32\",\"shape\":[1,2],\"data\":[[9.0,11.0]]}");
    assertThat(json.at("/outputs/1").toString())
        .isEqualTo("{\"dtype\":\"f32\",\"shape\":[],\"data\":20.0}");

    JsonNode other = layer(run, "--json", "--in", "gain=1").json();
    assertThat(other.at("/outputs/0/data").toString()).isEqualTo("[[4.5,5.5]]");
    assertThat(other.get("artifact")).isEqualTo(json.get("artifact"));
    assertThat(layer(run).out()).contains("0: f32[1,2] =\n[[9.0, 11.0]]", "1: f32 = 20.0");

    Path out = folder.resolve("out");
    layer(run, "--out", out.toString());
    Path again = Path.of(Arrays.f32(folder.resolve("again.npy"), new int[] {1, 2}, 9, 11));
    assertThat(out.resolve("0.npy")).hasSameBinaryContentAs(again);
    assertThat(out.resolve("1.npy")).exists();
  }

  @Test
  void showsWhatTheProgramPrints() {
    String program =
        """
        fn main(x: f32) -> f32 {
            print("x is {}", x);
            assert(x > 0, "x must be positive");
            let m = [[1.0, 2.0], [3.0, 4.0]] * x;
            print("m", m);
            sum(m)
        }
        """;
    String[] run = {"run", "-", "--in", "x=1"};
    JsonNode json = withInput(program, run, "--json").exits(ExitCode.OK).json();
    assertThat(json.get("printed").toString())
        .isEqualTo("[\"x is 1.0\",\"m [[1.0, 2.0],\\n   [3.0, 4.0]]\"]");
    assertThat(withInput(program, run).exits(ExitCode.OK).out())
        .isEqualTo("x is 1.0\nm [[1.0, 2.0],\n   [3.0, 4.0]]\nresult: f32 = 10.0\n");

    Ran failed = withInput(program, run, "--in", "x=-1").exits(ExitCode.FAILURE);
    assertThat(failed.out()).isEqualTo("x is -1.0\n");
    assertThat(failed.err()).contains("error[E6006]: assertion failed: x must be positive");
    JsonNode report = withInput(program, run, "--in", "x=-1", "--json").json();
    assertThat(report.get("code").asString()).isEqualTo("E6006");
    assertThat(report.get("printed").toString()).isEqualTo("[\"x is -1.0\"]");
  }

  private static Ran withInput(String program, String[] run, String... more) {
    String[] all = java.util.Arrays.copyOf(run, run.length + more.length);
    System.arraycopy(more, 0, all, run.length, more.length);
    return SERVED.withInput(program, all);
  }

  @Test
  void givesTheValueThenTheGradients() throws IOException {
    String w = Arrays.f32(folder.resolve("w.npy"), new int[] {2, 2}, 1, 2, 3, 4);
    String b = Arrays.f32(folder.resolve("b.npy"), new int[] {2}, 0, 0);
    String x = Arrays.f32(folder.resolve("x.npy"), new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
    String[] run = {
      "run",
      "-",
      "--entry",
      "total",
      "--in",
      "p.w=" + w,
      "--in",
      "p.b=" + b,
      "--in",
      "x=" + x,
      "--json"
    };
    JsonNode all = layer(run, "--grad").json().get("outputs");
    assertThat(all.propertyNames()).containsExactly("result", "grad.p.w", "grad.p.b", "grad.x");
    assertThat(all.get("grad.p.w").get("data").toString()).isEqualTo("[[9.0,9.0],[12.0,12.0]]");
    assertThat(all.get("grad.p.b").get("data").toString()).isEqualTo("[3.0,3.0]");
    assertThat(layer(run, "--wrt", "p.w").json().get("outputs").propertyNames())
        .containsExactly("result", "grad.p.w");
  }

  @Test
  void numbersRoundTripAndTheRestHasNames() {
    JsonNode json =
        SERVED
            .withInput(
                """
                fn main() -> (Tensor<f32, [2]>, Tensor<f64, [3]>, Tensor<i64, [1]>, bool) {
                    ([0.1, 16777216.0], [1.0 / 3.0, 0.0, -0.0], [9007199254740993], 1 < 2)
                }
                """,
                "run",
                "-",
                "--json")
            .exits(ExitCode.OK)
            .json()
            .get("outputs");
    assertThat(json.at("/0/data").toString()).isEqualTo("[0.1,1.6777216E7]");
    assertThat(json.at("/1/data").toString()).isEqualTo("[0.3333333333333333,0.0,-0.0]");
    assertThat(json.at("/2/data").toString()).isEqualTo("[9007199254740993]");
    assertThat(json.at("/3/data").toString()).isEqualTo("true");
  }

  @Test
  void valuesWithoutANumberAreStrings() throws IOException {
    String x =
        Arrays.f64(
            folder.resolve("x.npy"),
            new int[] {3},
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY);
    JsonNode json =
        SERVED
            .withInput(
                "fn same(x: Tensor<f64, [n]>) -> Tensor<f64, [n]> { x + 0.0 }",
                "run",
                "-",
                "--in",
                "x=" + x,
                "--json")
            .exits(ExitCode.OK)
            .json();
    assertThat(json.at("/outputs/result/data").toString()).isEqualTo("[\"nan\",\"inf\",\"-inf\"]");
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() throws IOException {
    String program =
        """
        fn main() -> Tensor<f32, [300, 200]> {
            let a = randn([300, 150], key=1);
            let b = randn([150, 200], key=2);
            softmax(tanh(a @ b), axis=1)
        }
        """;
    for (String threads : new String[] {"1", "2"}) {
      SERVED
          .withInput(
              program,
              "run",
              "-",
              "--threads",
              threads,
              "--out",
              folder.resolve("t" + threads).toString())
          .exits(ExitCode.OK);
    }
    assertThat(folder.resolve("t1/result.npy"))
        .hasSameBinaryContentAs(folder.resolve("t2/result.npy"));
  }

  @Test
  void inputsThatDoNotFitAreNamed() throws IOException {
    String three = Arrays.f32(folder.resolve("3.npy"), new int[] {3}, 1, 2, 3);
    String four = Arrays.f32(folder.resolve("4.npy"), new int[] {4}, 1, 2, 3, 4);
    String ints = Arrays.i32(folder.resolve("i.npy"), new int[] {3}, 1, 2, 3);
    String square = Arrays.f32(folder.resolve("s.npy"), new int[] {1, 3}, 1, 2, 3);
    assertThat(add("x=" + three, "y=" + four).exits(ExitCode.FAILURE).err())
        .contains("dimension n", "3 (axis 0 of input x)", "4 (axis 0 of input y)");
    assertThat(add("x=" + three, "y=" + ints).exits(ExitCode.FAILURE).err())
        .contains("input y: expected f32[n], got i32[3]");
    assertThat(add("x=" + square, "y=" + three).exits(ExitCode.FAILURE).err())
        .contains("input x: expected f32[n], got f32[1,3]");
    assertThat(add("x=" + three).exits(ExitCode.USAGE).err()).contains("add needs y: f32[n]");
    assertThat(add("x=" + three, "z=" + three).exits(ExitCode.USAGE).err())
        .contains("--in z: add has no such input; it has x: f32[n], y: f32[n]");
    assertThat(add("x=" + three, "y=no.npy").exits(ExitCode.USAGE).err())
        .contains("input y: no such file: no.npy");
    Path text = Files.writeString(folder.resolve("text.npy"), "not an array");
    assertThat(add("x=" + three, "y=" + text).exits(ExitCode.USAGE).err())
        .contains("input y: " + text + ": not a .npy file");
  }

  @Test
  void wrongProgramsAndEntriesAreSaid() {
    for (String command : List.of("compile", "run")) {
      Ran ran = SERVED.withInput(LAYER, command, "-", "--entry", "no", "--json");
      assertThat(ran.exits(ExitCode.DIAGNOSTICS).json().at("/diagnostics/0/code").asString())
          .isEqualTo("E2002");
    }
    assertThat(SERVED.withInput(LAYER, "run", "-").exits(ExitCode.USAGE).err()).contains("--entry");
    JsonNode json =
        SERVED
            .withInput("fn f() -> f32 { y }", "run", "-", "--json")
            .exits(ExitCode.DIAGNOSTICS)
            .json();
    assertThat(json.at("/diagnostics/0/code").asString()).isEqualTo("E2002");
  }

  @Test
  void runTimeFailuresHaveTheirCode() {
    String program = "fn main(i: i64) -> f32 { let x = [1.0, 2.0]; x[i] as f32 }";
    JsonNode json =
        SERVED
            .withInput(program, "run", "-", "--in", "i=2", "--json")
            .exits(ExitCode.FAILURE)
            .json();
    assertThat(json.get("code").asString()).isEqualTo("E6001");
    assertThat(SERVED.withInput(program, "run", "-", "--in", "i=-3").exits(ExitCode.FAILURE).err())
        .contains("error[E6001]: index out of range");
  }

  @Test
  void typedNumbersAreInRange() {
    String program = "fn main(x: f32) -> f32 { x }";
    for (String word : List.of("nan", "inf", "-inf", "-0.0", "1.5")) {
      assertThat(
              SERVED.withInput(program, "run", "-", "--in", "x=" + word).exits(ExitCode.OK).out())
          .contains(word);
    }
    for (String word : List.of("7e40", "NaN", "one")) {
      SERVED.withInput(program, "run", "-", "--in", "x=" + word).exits(ExitCode.USAGE);
    }
  }

  /** What is wrong with a request is no place in the text. */
  @Test
  void requestsHaveNoPlace() {
    String program = "fn main(x: f32) -> f32 { x }";
    String err =
        SERVED
            .withInput(program, "run", "-", "--in", "x=1", "--wrt", "q")
            .exits(ExitCode.DIAGNOSTICS)
            .err();
    assertThat(err).contains("E2002", "'q'").doesNotContain("-->");
  }

  private Ran add(String... inputs) {
    String[] args = new String[4 + 2 * inputs.length];
    args[0] = "run";
    args[1] = "-";
    args[2] = "--entry";
    args[3] = "add";
    for (int i = 0; i < inputs.length; i++) {
      args[4 + 2 * i] = "--in";
      args[5 + 2 * i] = inputs[i];
    }
    return SERVED.withInput(LAYER, args);
  }

  private static Ran layer(String[] run, String... more) {
    String[] args = java.util.Arrays.copyOf(run, run.length + more.length);
    System.arraycopy(more, 0, args, run.length, more.length);
    return SERVED.withInput(LAYER, args).exits(ExitCode.OK);
  }
}
