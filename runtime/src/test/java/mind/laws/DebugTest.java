package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.runtime.RuntimeFailure;
import mind.text.Printout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compiled programs print and assert what the definition does. */
class DebugTest {
  private static final int PROGRAMS = 25;

  /**
   * A random program that shows about every third of its values, inputs and constants among them.
   */
  private static Function showing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (String line : RandomPrograms.make(seed).toString().lines().toList()) {
      if (line.startsWith("  return")) {
        text.append("  debug print \"{{inputs}} {} {}\"(%s, %i)\n");
      }
      text.append(line).append('\n');
      if (line.startsWith("  %") && random.nextInt(3) == 0) {
        String name = line.substring(2, line.indexOf(' ', 2));
        String flag = "%flag" + text.length();
        text.append("  " + flag + " = compare lt %s, %s : bool[]\n");
        text.append("  debug print \"never\"() when " + flag + "\n");
        text.append("  debug print \"" + name + " {}\"(" + name + ")\n");
      }
    }
    return IrParser.parse(text.toString());
  }

  @Test
  void printsTheSame() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = showing(seed);
      List<Tensor> inputs = RandomPrograms.inputs(f).wild(seed);
      Printout expected = new Printout();
      List<Tensor> outputs = Interpreter.run(f, inputs, expected);
      List<String> printed = new ArrayList<>();
      try (Native code = Native.of(f)) {
        assertThat(code.run(inputs, 1 + seed % 2, printed)).as("%s", f).isEqualTo(outputs);
      }
      assertThat(printed).as("seed %s: %s", seed, f).isEqualTo(expected.texts()).isNotEmpty();
    }
  }

  /** Prints, an assertion that x is not 7, an index x into three elements, one more assertion. */
  private static final Function FAILING =
      IrParser.parse(
          """
          fn @f(%x: i64[], %y: f32[3]) -> (r: f32[]) {
            debug print "x = {}"(%x)
            %2 = const splat bits=0x7 : i64[]
            %3 = compare eq %x, %2 : bool[]
            debug fail "assertion failed: x is {}"(%x) when %3
            %4 = gather %y, %x axis=0 batch=0 : f32[]
            debug print "y = {}"(%4)
            %5 = const splat bits=0x40000000 : f32[]
            %6 = compare gt %4, %5 : bool[]
            debug fail "assertion failed: y"() when %6
            debug print "end"()
            %7 = unary neg %4 : f32[]
            return %7
          }
          """);

  /** What comes first in the program decides, though 7 and 8 are out of range both. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | '' | '' | [x = 1, y = 2.0, end]",
        "7 | E6006 | assertion failed: x is 7 | [x = 7]",
        "8 | E6001 | index out of range at position 0 | [x = 8]",
        "2 | E6006 | assertion failed: y | [x = 2, y = 3.0]",
      })
  void failsWhereTheDefinitionFails(long x, String code, String message, String printed) {
    List<Tensor> inputs =
        List.of(
            Tensor.of(Type.scalar(DType.I64), i -> x),
            Tensor.ofDoubles(Type.of(DType.F32, 3), 1, 2, 3));
    Printout defined = new Printout();
    List<String> found = new ArrayList<>();
    try (Native program = Native.of(FAILING)) {
      if (code.isEmpty()) {
        assertThat(program.run(inputs, 1, found))
            .isEqualTo(Interpreter.run(FAILING, inputs, defined));
      } else {
        IrException expected =
            catchThrowableOfType(
                IrException.class, () -> Interpreter.run(FAILING, inputs, defined));
        RuntimeFailure failure =
            catchThrowableOfType(RuntimeFailure.class, () -> program.run(inputs, 1));
        assertThat(expected.code()).isEqualTo(failure.code()).isEqualTo(code);
        assertThat(expected).hasMessageContaining(message);
        assertThat(failure).hasMessageContaining(message);
        found.addAll(failure.printed());
      }
    }
    assertThat(found).isEqualTo(defined.texts()).hasToString(printed);
  }
}
