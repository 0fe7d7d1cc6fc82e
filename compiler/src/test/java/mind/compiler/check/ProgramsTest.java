package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Gather;
import mind.compiler.kernel.DType;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

/** Whole programs: signatures, dimensions, and training steps in the interpreter. */
class ProgramsTest {
  /** The program of the first issue, as it stands there. */
  static final String SPIRAL =
      """
      struct Params { w1: Tensor<f32, [2, 64]>, b1: Tensor<f32, [64]>, w2: Tensor<f32, [64, 3]>, b2: Tensor<f32, [3]> }
      fn logits(p: Params, x: Tensor<f32, [n, 2]>) -> Tensor<f32, [n, 3]> { relu(x @ p.w1 + p.b1) @ p.w2 + p.b2 }
      fn loss(p: Params, x: Tensor<f32, [n, 2]>, y: Tensor<i32, [n]>) -> f32 { cross_entropy(logits(p, x), y) }
      fn step(p: Params, x: Tensor<f32, [n, 2]>, y: Tensor<i32, [n]>, lr: f32 = 0.2) -> (Params, f32) {
          let (l, g) = value_and_grad(loss, wrt=0)(p, x, y);
          (p - lr * g, l)                     // arithmetic on structs works leaf by leaf
      }
      fn eval(p: Params, x: Tensor<f32, [n, 2]>, y: Tensor<i32, [n]>) -> f32 { mean((argmax(logits(p, x), axis=1) as i32 == y) as f32) }
      """;

  static final String DIGITS =
      """
      struct Params { w1: Tensor<f32, [64, 128]>, b1: Tensor<f32, [128]>, w2: Tensor<f32, [128, 10]>, b2: Tensor<f32, [10]> }
      fn init(key: i64) -> Params {
          Params {
              w1: randn([64, 128], key=fold_in(key, 0)) * sqrt(2.0 / 64),
              b1: zeros([128]),
              w2: randn([128, 10], key=fold_in(key, 1)) * sqrt(2.0 / 128),
              b2: zeros([10]),
          }
      }
      fn logits(p: Params, x: Tensor<f32, [n, 64]>) -> Tensor<f32, [n, 10]> {
          let h = relu(x @ p.w1 + p.b1);
          h @ p.w2 + p.b2
      }
      fn loss(p: Params, x: Tensor<f32, [n, 64]>, y: Tensor<i32, [n]>) -> f32 { cross_entropy(logits(p, x), y) }
      fn step(p: Params, x: Tensor<f32, [n, 64]>, y: Tensor<i32, [n]>, lr: f32 = 0.1) -> (Params, f32) {
          let (l, g) = value_and_grad(loss, wrt=0)(p, x, y);
          (p - lr * g, l)
      }
      fn eval(p: Params, x: Tensor<f32, [n, 64]>, y: Tensor<i32, [n]>) -> f32 {
          mean((argmax(logits(p, x), axis=1) as i32 == y) as f32)
      }
      """;

  /** Of each subscript one gather checks it, and one reads the element. */
  @Test
  void anElementThatIsAddedToIsCheckedOnce() {
    String program =
        """
        fn f(x: Tensor<f32, [4, 5]>, i: i64, j: i64) -> Tensor<f32, [4, 5]> {
            let mut y = x;
            y[i, j] += 1.0;
            y
        }
        """;
    Function function =
        Frontend.compile(Source.of(program), "f", Map.of()).function().orElseThrow();
    assertThat(function.code().stream().filter(i -> i.op() instanceof Gather)).hasSize(3);
  }

  private static final String INIT =
      """
      fn init(key: i64) -> Params {
          Params { w1: randn([2, 64], key=fold_in(key, 0)), b1: zeros([64]),
                   w2: randn([64, 3], key=fold_in(key, 1)) * 0.1, b2: zeros([3]) }
      }
      """;

  @Test
  void signaturesNameLeavesAndDimensions() {
    Checked checked = Frontend.check(Source.of(SPIRAL));
    assertThat(checked.diagnostics()).isEmpty();
    assertThat(checked.entries())
        .extracting(Signature::name)
        .containsExactly("logits", "loss", "step", "eval");
    Signature step = checked.entries().get(2);
    assertThat(step.dims()).containsExactly("n");
    assertThat(step.inputs())
        .extracting(ProgramsTest::text)
        .containsExactly(
            "p.w1: f32[2, 64]",
            "p.b1: f32[64]",
            "p.w2: f32[64, 3]",
            "p.b2: f32[3]",
            "x: f32[n, 2]",
            "y: i32[n]",
            "lr: f32[] = 0.2");
    assertThat(step.outputs())
        .extracting(ProgramsTest::text)
        .containsExactly(
            "0.w1: f32[2, 64]", "0.b1: f32[64]", "0.w2: f32[64, 3]", "0.b2: f32[3]", "1: f32[]");
    assertThat(checked.entries().get(0).outputs())
        .extracting(ProgramsTest::text)
        .containsExactly("result: f32[n, 3]");
  }

  private static String text(Signature.Parameter p) {
    String value = p.defaultValue().map(t -> " = " + (float) t.value(0)).orElse("");
    return p.name() + ": " + p.dtype().text() + p.shape() + value;
  }

  @Test
  void aCompiledEntryHasSizesForNames() {
    Checked checked = Frontend.compile(Source.of(SPIRAL), "step", Map.of("n", 5L));
    Function step = checked.function().orElseThrow();
    assertThat(step.inputs()).containsExactly("p.w1", "p.b1", "p.w2", "p.b2", "x", "y", "lr");
    assertThat(step.inputTypes().get(4)).hasToString("f32[5,2]");
    assertThat(step.outputs())
        .extracting(Function.Output::name)
        .containsExactly("0.w1", "0.b1", "0.w2", "0.b2", "1");
    Signature signature = checked.entry().orElseThrow();
    assertThat(text(signature.inputs().get(4))).isEqualTo("x: f32[5, 2]");
    assertThat(text(signature.inputs().get(6))).isEqualTo("lr: f32[] = 0.2");
    assertThat(signature.dims()).isEmpty();
  }

  @Test
  void trainingLowersTheLoss() {
    String program = SPIRAL + INIT;
    Function init = Programs.compile(program, "init", Map.of());
    Function step = Programs.compile(program, "step", Map.of("n", 6L));
    Function eval = Programs.compile(program, "eval", Map.of("n", 6L));
    List<Tensor> params =
        Interpreter.run(init, List.of(Tensor.ofDoubles(Type.scalar(DType.I64), 3)));
    Tensor x =
        Tensor.ofDoubles(
            Type.of(DType.F32, 6, 2), 1, 0, 0.9, 0.1, -1, 0.2, -0.8, 0, 0, 1, 0.1, 1.2);
    Tensor y = Tensor.ofDoubles(Type.of(DType.I32, 6), 0, 0, 1, 1, 2, 2);
    Tensor lr = Tensor.ofDoubles(Type.scalar(DType.F32), 0.2);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 30; i++) {
      List<Tensor> inputs = new ArrayList<>(params);
      inputs.addAll(List.of(x, y, lr));
      List<Tensor> outputs = Interpreter.run(step, inputs);
      params = outputs.subList(0, 4);
      last = outputs.get(4).value(0);
      first = i == 0 ? last : first;
    }
    assertThat(last).isLessThan(first / 2);
    List<Tensor> inputs = new ArrayList<>(params);
    inputs.addAll(List.of(x, y));
    assertThat(Interpreter.run(eval, inputs).getFirst().value(0)).isEqualTo(1);
  }

  @Test
  void digitsCompiles() {
    for (String entry : List.of("logits", "loss", "step", "eval")) {
      Function function = Programs.compile(DIGITS, entry, Map.of("n", 32L));
      assertThat(function.name()).isEqualTo(entry);
    }
    assertThat(Programs.compile(DIGITS, "init", Map.of()).outputs()).hasSize(4);
  }

  @Test
  void namesAndLayoutDoNotReachTheIr() {
    String other =
        SPIRAL
            .replace("// arithmetic on structs works leaf by leaf", "/* other */")
            .replace("(l, g)", "(value, gradient)")
            .replace("lr * g, l)", "lr*gradient , value,)")
            .replace("[n", "[batch")
            .replace("\n", "\n\n   ")
            .replace("fn loss", "fn objective")
            .replace("(loss", "(objective")
            .replace("Tensor<i32, [batch]>", "tensor<i32[batch]>");
    Map<String, Long> dims = Map.of("n", 7L, "batch", 7L);
    assertThat(Programs.compile(other, "step", dims))
        .hasToString(Programs.compile(SPIRAL, "step", dims).toString());
  }

  @Test
  void theEntryIsMainOrTheOnlyFunction() {
    String two = "fn a() -> f32 { 1.0 } fn main() -> f32 { a() }";
    assertThat(Programs.compile(two).name()).isEqualTo("main");
    assertThat(Programs.compile("fn only() -> f32 { 1.0 }").name()).isEqualTo("only");
    assertThat(Programs.compile("fn helper() -> f32 { 1.0 } helper()").name()).isEqualTo("main");
    Checked none =
        Frontend.compile(Source.of("fn a() -> f32 { 1.0 } fn b() -> f32 { 2.0 }"), "", Map.of());
    assertThat(none.function()).isEmpty();
    assertThat(none.diagnostics().getFirst().help()).hasValue("name one as the entry: `--entry a`");
    Checked wrong = Frontend.compile(Source.of(two), "mian", Map.of());
    assertThat(wrong.diagnostics().getFirst().help()).hasValue("did you mean `main`?");
  }

  @Test
  void aFunctionOfAFunctionIsNoEntry() {
    Checked checked =
        Frontend.check(Source.of("fn apply(f: fn(f32) -> f32, x: f32) -> f32 { f(x) }"));
    assertThat(checked.diagnostics()).isEmpty();
    assertThat(checked.entries()).isEmpty();
  }

  @Test
  void defaultsOfStructsHaveValuesByLeaf() {
    String program =
        "struct P { a: f32, b: Tensor<f32, [2]> }"
            + " fn main(p: P = P { a: 1, b: [2, 3] }, k: i64 = 2 + 3) -> f32 { p.a }";
    Signature main = Frontend.check(Source.of(program)).entries().getFirst();
    assertThat(main.inputs()).allMatch(Signature.Parameter::hasDefault);
    assertThat(main.inputs().get(1).defaultValue().orElseThrow()).hasToString("f32[2](2.0, 3.0)");
    assertThat(main.inputs().get(2).defaultValue().orElseThrow()).hasToString("i64[](5)");
  }

  /** A condition on a dimension's size picks a branch once the size is known. */
  @Test
  void conditionsOnDimensionsAreDecidedWhenBound() {
    String program =
        "fn main(x: Tensor<f32, [n]>) -> f32 { let k = if n > 3 { 2.0 } else { 3.0 }; sum(x) * k }";
    assertThat(Frontend.check(Source.of(program)).diagnostics()).isEmpty();
    Tensor four = Tensor.ofDoubles(Type.of(DType.F32, 4), 1, 1, 1, 1);
    Tensor two = Tensor.ofDoubles(Type.of(DType.F32, 2), 1, 1);
    assertThat(run(program, 4, four)).isEqualTo(8);
    assertThat(run(program, 2, two)).isEqualTo(6);
  }

  private static double run(String program, long n, Tensor x) {
    Function function = Programs.compile(program, "", Map.of("n", n));
    return Interpreter.run(function, List.of(x)).getFirst().value(0);
  }

  /** Sizes computed from names are compared as such. */
  @Test
  void namedDimensionsHaveArithmetic() {
    String program =
        """
        fn halves(x: Tensor<f32, [n]>) -> Tensor<f32, [n - 1]> { x[1:] * 2 + x[:-1] }
        fn every(x: Tensor<f32, [n]>) -> Tensor<f32, [(n + 1) / 2]> { x[::2] + x[::2] }
        fn flat(x: Tensor<f32, [n, m, 4]>) -> Tensor<f32, [4 * m * n]> { reshape(x, [-1]) }
        fn back(x: Tensor<f32, [n * m]>, y: Tensor<f32, [n, m]>) -> Tensor<f32, [n, m]> {
            reshape(x, [n, -1]) + y
        }
        fn joined(x: Tensor<f32, [n]>, y: Tensor<f32, [m]>) -> Tensor<f32, [n + m]> { concat(x, y) }
        fn counted(x: Tensor<f32, [n]>) -> Tensor<f32, [n]> { x + arange(n) as f32 }
        fn larger(x: Tensor<f32, [n]>) -> Tensor<f32, [max(n, 8)]> { zeros([max(n, 8)]) }
        """;
    assertThat(Frontend.check(Source.of(program)).diagnostics()).isEmpty();
    Map<String, Long> dims = Map.of("n", 5L, "m", 3L);
    assertThat(Programs.compile(program, "every", dims).outputTypes()).hasToString("[f32[3]]");
    assertThat(Programs.compile(program, "back", dims).inputTypes())
        .hasToString("[f32[15], f32[5,3]]");
    assertThat(Programs.compile(program, "larger", dims).outputTypes()).hasToString("[f32[8]]");
  }

  /** What the branch not taken would read out of range is not read. */
  @Test
  void theBranchNotTakenReadsInRange() {
    String program =
        "fn main(i: i64) -> f32 { let x = [1.0, 2.0]; if i < 2 { x[i] } else { 0.0 } }";
    Function function = Programs.compile(program);
    Tensor far = Tensor.ofDoubles(Type.scalar(DType.I64), 1000);
    assertThat(Interpreter.run(function, List.of(far)).getFirst().value(0)).isEqualTo(0);
  }

  /** After an early return, too; and a write out of range is one like a read. */
  @Test
  void positionsOutOfRangeFailWhereTheyAreUsed() {
    String early =
        "fn main(i: i64) -> f32 { let x = [1.0, 2.0]; if i > 1 { return 0.0; } x[i] + x[i, None][0]"
            + " }";
    String write = "fn main(i: i64) -> f32 { let mut x = zeros([2, 2]); x[0, i] = 1.0; sum(x) }";
    String pair = "fn main(i: i64) -> f32 { ones([3, 2])[i, i] }";
    assertThat(value(early, 1000)).isEqualTo(0);
    assertThat(value(early, -1)).isEqualTo(4);
    assertThat(value(write, -2)).isEqualTo(1);
    assertThat(value(pair, 1)).isEqualTo(1);
    for (String program : List.of(write, pair)) {
      assertThatThrownBy(() -> value(program, 2)).hasMessageContaining("out of range");
    }
  }

  private static double value(String program, int index) {
    Tensor i = Tensor.ofDoubles(Type.scalar(DType.I64), index);
    return Interpreter.run(Programs.compile(program), List.of(i)).getFirst().value(0);
  }
}
