package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Function;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that are IR text. */
class IrSourceTest {
  private static final String HEADER = "fn @f(%x: f32[2,3], %i: i32[2]) -> (r: f32[2,3]) {\n";

  /** One line of a function, the code of what is wrong in it, and a word of the message. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("unary exp %y : f32[2,3]", "E4001", "%y"),
        Arguments.of("unary exp %x", "E4003", "column"),
        Arguments.of("unary frob %x : f32[2,3]", "E4003", "frob"),
        Arguments.of("frob %x : f32[2,3]", "E4003", "frob"),
        Arguments.of("unary exp %x : f32[3,2]", "E4003", "f32[2,3]"),
        Arguments.of("unary exp %i : i32[2]", "E4003", "exp"),
        Arguments.of("binary add %x : f32[2,3]", "E4003", "operands"),
        Arguments.of("binary add %x, %i : f32[2,3]", "E4003", "add"),
        Arguments.of("reduce sum %x axes=[7] : f32[2]", "E4003", "axes"),
        Arguments.of("reduce sum %x axes=7 : f32[2]", "E4006", "list"),
        Arguments.of("unary exp %x : f16[2,3]", "E4003", "f16"),
        Arguments.of("unary exp %x : f32[2,0]", "E3006", "positive"),
        Arguments.of("reshape %x : f32[2147483647,2147483647,9]", "E7003", "too large"),
        Arguments.of("input : f32[2]", "E4003", "input"),
        Arguments.of("const splat bits=0x1ffffffff : f32[2]", "E4005", "bits"),
        Arguments.of("const dense data=00 : f32[2]", "E4005", "hexadecimal"),
        Arguments.of("gather %x, %i axis=5 batch=0 : f32[2,3]", "E4006", "gather"),
        Arguments.of("slice %x starts=[0] ends=[1] strides=[1] : f32[1]", "E4007", "rank"),
        Arguments.of("slice %x starts=[0,9] ends=[1,1] strides=[1,1] : f32[1]", "E4007", "9"),
        Arguments.of("slice %x starts=[0,0] ends=[1,1] strides=[0,1] : f32[1,1]", "E4008", "0"),
        Arguments.of("gather %x, %x axis=0 batch=0 : f32[2,3,3]", "E4011", "indices"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsFoundInItsLine(String line, String code, String word) {
    String text = HEADER + "  %2 = unary exp %x : f32[2,3]\n  %3 = " + line + "\n  return %2\n}\n";
    Diagnostic found = only(text);
    assertThat(found.code()).isEqualTo(code);
    assertThat(found.message()).contains(word);
    assertThat(text.substring(found.span().start(), found.span().end()))
        .isEqualTo("  %3 = " + line);
  }

  /** What is wrong with more than one line: with a convolution, names, the whole. */
  static Stream<Arguments> broken() {
    String conv =
        "fn @f(%x: f32[1,8,8,4], %k: f32[3,3,3,2]) -> (r: f32[1,6,6,2]) {\n"
            + "  %2 = conv2d %x, %k strides=[S,1] padding=[0,0,0,0] lhs_dilation=[1,1]"
            + " rhs_dilation=[1,1] groups=1 flip=0 : f32[1,6,6,2]\n"
            + "  return %2\n"
            + "}\n";
    String twice = "  %2 = unary exp %x : f32[2,3]\n";
    return Stream.of(
        Arguments.of(conv.replace("S", "1"), "E4009"),
        Arguments.of(conv.replace("S", "0"), "E4010"),
        Arguments.of(HEADER + twice + twice + "  return %2\n}\n", "E4002"),
        Arguments.of("fn @f(%x: f32[], %x: f32[]) -> (r: f32[]) {\n  return %x\n}\n", "E4002"),
        Arguments.of("fn @f(%x: f32[]) -> (r: f32[], r: f32[]) {\n  return %x, %x\n}\n", "E4002"),
        Arguments.of("fn @f(seed %seed: f32[]) -> (r: f32[]) {\n  return %seed\n}\n", "E4004"),
        Arguments.of("fn @f(%x: f32[]) -> (r: f32[]) {\n", "E4003"),
        Arguments.of("fn @f(%x: f32[]) -> (r: f32[]) {\n  return %x\n}\nmore\n", "E4003"),
        Arguments.of(
            "fn @f(%x: f32[65536,65536]) -> (r: f32[65536,65536]) {\n  return %x\n}\n", "E7003"),
        Arguments.of("fn @", "E4003"),
        Arguments.of("fn @f\u0000", "E4003"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenFunctionIsADiagnostic(String text, String code) {
    assertThat(only(text).code()).isEqualTo(code);
  }

  /** Every code of the IR has a text above. */
  @Test
  void everyCodeIsTested() {
    List<Object> tested =
        Stream.concat(mistakes(), broken()).map(arguments -> arguments.get()[1]).toList();
    List<String> all =
        Arrays.stream(Code.values()).map(Code::id).filter(id -> id.startsWith("E4")).toList();
    assertThat(tested).containsAll(all);
  }

  @Test
  void programAndItsIrAreOneFunction() {
    String program = "fn main(p: (f32, f32), n: i64) -> f32 { p.0 * p.1 + rand([]) }";
    Function function = compile(program).function().orElseThrow();
    Checked read = compile(function.toString());
    assertThat(read.function()).contains(function);
    Signature signature = read.entry().orElseThrow();
    assertThat(signature.name()).isEqualTo("main");
    assertThat(signature.inputs().stream().map(Signature.Parameter::name))
        .containsExactly("p.0", "p.1", "n");
    assertThat(compile(function.toString().replace("\n", "\r\n")).function()).contains(function);
    Checked checked = Frontend.check(Source.of(function.toString()));
    assertThat(checked.diagnostics()).isEmpty();
    assertThat(checked.entries()).containsExactly(signature);
  }

  @Test
  void itsFunctionIsTheOnlyEntry() {
    String text = "fn @f(%x: f32[]) -> (r: f32[]) {\n  return %x\n}\n";
    assertThat(Frontend.compile(Source.of(text), "f", Map.of()).function()).isPresent();
    Checked other = Frontend.compile(Source.of(text), "g", Map.of());
    assertThat(other.diagnostics().stream().map(Diagnostic::code)).containsExactly("E2002");
  }

  @Test
  void aTextTooLongIsRefused() {
    String step = "  %2 = unary exp %x : f32[2,3]\n";
    String long1 = HEADER + step.repeat(200_000) + "  return %2\n}\n";
    assertThat(only(long1).code()).isEqualTo("E7001");
  }

  private static Checked compile(String text) {
    return Frontend.compile(Source.of(text), "", Map.of());
  }

  private static Diagnostic only(String text) {
    Checked checked = compile(text);
    assertThat(checked.function()).isEmpty();
    assertThat(checked.diagnostics())
        .as(checked.diagnostics().stream().map(Diagnostic::message).collect(Collectors.joining()))
        .hasSize(1);
    return checked.diagnostics().getFirst();
  }
}
