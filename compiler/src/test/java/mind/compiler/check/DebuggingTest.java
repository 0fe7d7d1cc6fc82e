package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.Verifier;
import mind.compiler.kernel.DType;
import mind.compiler.optimise.Dce;
import mind.compiler.optimise.Optimiser;
import mind.compiler.source.Source;
import mind.text.Printout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code print} and {@code assert}, from source to what a run says. */
class DebuggingTest {
  private static List<String> printed(Function f, double... inputs) {
    Verifier.verify(f);
    List<Tensor> tensors =
        Arrays.stream(inputs).mapToObj(x -> Tensor.ofDoubles(Type.scalar(DType.F32), x)).toList();
    Printout printout = new Printout();
    List<Tensor> outputs = Interpreter.run(f, tensors, printout);
    Printout optimised = new Printout();
    assertThat(Interpreter.run(Optimiser.run(f), tensors, optimised)).isEqualTo(outputs);
    assertThat(optimised.texts()).isEqualTo(printout.texts());
    return printout.texts();
  }

  private static List<String> printed(String program, double... inputs) {
    return printed(Programs.compile(program), inputs);
  }

  static Stream<Arguments> shown() {
    return Stream.of(
        Arguments.of("print(\"a\", 1, 2.5, true, 1e10, -0.0)", "a 1 2.5 true 1.0E10 -0.0"),
        Arguments.of("print()", ""),
        Arguments.of("print(1 / 3 as f64)", "0.3333333333333333"),
        Arguments.of("print([1, 2], (1, \"x\"), (2,), ())", "[1, 2] (1, x) (2,) ()"),
        Arguments.of(
            "let x = [1.0, 2.0] + 0; print(x, shape(x), x > 1)", "[1.0, 2.0] [2] [false, true]"),
        Arguments.of("let x = [1.0, 2.0] + 0; x.print()", "[1.0, 2.0]"),
        Arguments.of("let x = [1.0] + 0; print([x, x]);", "[[1.0],\n [1.0]]"),
        Arguments.of("print(\"x =\", [[1, 2], [3, 4]] + 0, 5)", "x = [[1, 2],\n     [3, 4]] 5"),
        Arguments.of("print(\"{}\")", "{}"),
        Arguments.of("print(\"a {} b {}!\", 1, zeros([2]))", "a 1 b [0.0, 0.0]!"),
        Arguments.of("print(\"{a}\", 1, \"{}\")", "{a} 1 {}"),
        Arguments.of("print(\"q \\\" \\\\ \\n {\", 1 + zeros([1]))", "q \" \\ \n { [1.0]"),
        Arguments.of("print(f32, 7 as i32)", "f32 7"));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void showsValues(String program, String expected) {
    Function f = Programs.compile(program);
    assertThat(printed(f)).containsExactly(expected);
    assertThat(IrParser.parse(f.toString())).isEqualTo(f);
  }

  @Test
  void structsShowTheirFields() {
    String program =
        "struct P { w: f32, b: Tensor<f32, [2]> } let p = P { w: 1, b: 0 }; print(p, \"!\");";
    assertThat(printed(program)).containsExactly("P { w: 1.0, b: [0.0, 0.0] } !");
  }

  /** Where it stands in the program decides, whatever else the program computes. */
  @Test
  void ordersAsTheProgramDoes() {
    String program =
        """
        fn twice(x: f32) -> f32 { print("twice", x); x + x }
        fn main(x: f32) -> f32 {
            print("start");
            for i in 0..2 { print("round", i, twice(x + i as f32)); }
            let y = twice(x);
            print("end", y);
            x
        }
        """;
    assertThat(printed(program, 1))
        .containsExactly(
            "start",
            "twice 1.0",
            "round 0 2.0",
            "twice 2.0",
            "round 1 4.0",
            "twice 1.0",
            "end 2.0");
  }

  @Test
  void theBranchNotTakenPrintsAndAssertsNothing() {
    String program =
        """
        fn main(x: f32) -> f32 {
            if x > 0 {
                assert(x < 10, "too large:", x);
                if x > 1 { print("large", x); } else { print("small", x); }
                sqrt(x)
            } else {
                print("negative");
                assert(false, "never");
                0.0
            }
        }
        """;
    Function f = Programs.compile(program);
    assertThat(printed(f, 4)).containsExactly("large 4.0");
    assertThat(printed(f, 0.5)).containsExactly("small 0.5");
    assertFails(f, 11, "E6006", "assertion failed: too large: 11.0");
    assertFails(f, -1, "E6006", "assertion failed: never");
    assertThat(IrParser.parse(f.toString())).isEqualTo(f);
  }

  private static void assertFails(Function f, double input, String code, String message) {
    for (Function each : List.of(f, Optimiser.run(f))) {
      assertThatThrownBy(() -> printed(each, input))
          .isInstanceOfSatisfying(IrException.class, e -> assertThat(e.code()).isEqualTo(code))
          .hasMessageContaining(message);
    }
  }

  /** What follows an early return happens where the function has not returned. */
  @Test
  void earlyReturnsEndThePrinting() {
    String program =
        """
        fn main(x: f32) -> f32 {
            print("in");
            if x < 0 { print("early"); return 0.0; }
            print("late");
            assert(x > 1, "small:", x);
            x
        }
        """;
    Function f = Programs.compile(program);
    assertThat(printed(f, -1)).containsExactly("in", "early");
    assertThat(printed(f, 2)).containsExactly("in", "late");
    assertFails(f, 0.5, "E6006", "small: 0.5");
  }

  @Test
  void allOfAConditionMustHold() {
    Function f = Programs.compile("fn main(x: f32) -> f32 { assert([1.0, 2.0, 3.0] > x); x }");
    assertThat(printed(f, 0.5)).isEmpty();
    assertFails(f, 1, "E6006", "assertion failed");
  }

  /** An assertion about an index is heard where it stands in front of the index. */
  @Test
  void whatComesFirstFailsFirst() {
    String program =
        """
        fn main(x: f32) -> f32 {
            let i = x as i64;
            %s
        }
        """;
    String index = "let y = [1.0, 2.0][i];";
    String check = "assert(i < 2, \"no such\", i);";
    assertFails(Programs.compile(program.formatted(check + index + " y")), 5, "E6006", "no such 5");
    assertFails(
        Programs.compile(program.formatted(index + check + " y")), 5, "E6001", "out of range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grad(f)(x)",
        "value_and_grad(f)(x).1",
        "grad(grad(f))(x)",
        "grad(|y| f(y) + x)(x)",
        "vjp(f)(x).1(2.0)",
        "jvp(f)(x, 1.0).1",
        "sum(jacobian(|y| f(sum(y)) * y)([x]))",
        "backward(f(x), x)",
        "value_and_grad(|y| grad(f)(y))(x).0",
        "if x < 5 { grad(f)(x) } else { f(x) }",
        "if x < 5 { grad(|y| { if y > 0 { f(y) } else { y } })(x) } else { x }",
      })
  void gradientsPrintOnceFromTheValue(String gradient) {
    String program =
        "fn f(x: f32) -> f32 { print(\"in\", x); assert(x > 0); x * x * x }"
            + " fn main(x: f32) -> f32 { "
            + gradient
            + " }";
    assertThat(printed(program, 3)).containsExactly("in 3.0");
  }

  @Test
  void deadCodeEliminationKeepsWhatIsPrinted() {
    Function f = Programs.compile("fn main(x: f32) -> f32 { print(exp(x)); sin(x); x }");
    assertThat(new Dce().run(f))
        .hasToString(
            """
            fn @main(%x: f32[]) -> (result: f32[]) {
              %1 = unary exp %x : f32[]
              debug print "{}"(%1)
              return %x
            }
            """);
  }

  @Test
  void theVerifierKnowsWhatIsWrong() {
    for (String bad :
        List.of(
            "print \"{}\"()",
            "print \"\"(%x)",
            "print \"{\"()",
            "print \"{}\"(%1)",
            "show \"{}\"(%x)",
            "print \"{}(%x)",
            "print \"{}\"(%x) when %x")) {
      assertThatThrownBy(() -> IrParser.parse(showing(bad)))
          .as(bad)
          .isInstanceOf(IrException.class)
          .hasMessageContaining("line 2");
    }
  }

  private static String showing(String debug) {
    return "fn @f(%x: f32[]) -> (r: f32[]) {\n  debug " + debug + "\n  return %x\n}\n";
  }

  /** A false condition under one that is not known is nothing to report; once it is, it may be. */
  @Test
  void whatIsKnownToFailFailsToCompile() {
    String program =
        """
        fn fail() -> f32 { assert(false, "not here"); 0.0 }
        fn main(x: Tensor<f32, [n]>) -> f32 {
            if n > 2 { fail() } else { if x[0] > 0 { fail() } else { sum(x) } }
        }
        """;
    assertThat(Frontend.check(Source.of(program)).diagnostics()).isEmpty();
    Function f = Programs.compile(program, "", Map.of("n", 2L));
    assertThat(f.debugs()).extracting(Debug::kind).containsExactly(Debug.Kind.FAIL);
    assertThat(Frontend.compile(Source.of(program), "", Map.of("n", 3L)).diagnostics())
        .extracting(Diagnostic::message)
        .containsExactly("assertion failed: not here");
  }
}
