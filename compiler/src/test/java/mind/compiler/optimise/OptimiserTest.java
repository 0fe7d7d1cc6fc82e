package mind.compiler.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.ir.IrParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes on small functions: body before, body after. */
class OptimiserTest {
  private static final String HEADER = "fn @f(%x: f32[2,3], %y: f32[2,3]) -> (r: f32[2,3]) {\n";

  static Stream<Arguments> rewrites() {
    return Stream.of(
        Arguments.of(
            new Dce(),
            body("%2 = unary exp %x : f32[2,3]", "%3 = unary neg %x : f32[2,3]", "return %3"),
            body("%2 = unary neg %x : f32[2,3]", "return %2")),
        Arguments.of(
            new Cse(),
            body(
                "%2 = unary exp %x : f32[2,3]",
                "%3 = unary exp %x : f32[2,3]", "%4 = binary add %2, %3 : f32[2,3]", "return %4"),
            body("%2 = unary exp %x : f32[2,3]", "%3 = binary add %2, %2 : f32[2,3]", "return %3")),
        Arguments.of( // the transposes meet: canonicalisation makes them none
            new Sink(),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = const splat bits=0x3f800000 : f32[3,2]",
                "%4 = binary add %2, %3 : f32[3,2]",
                "%5 = transpose %4 perm=[1,0] : f32[2,3]",
                "return %5"),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = const splat bits=0x3f800000 : f32[3,2]",
                "%4 = const splat bits=0x3f800000 : f32[2,3]",
                "%5 = binary add %x, %4 : f32[2,3]",
                "%6 = transpose %5 perm=[1,0] : f32[3,2]",
                "%7 = transpose %6 perm=[1,0] : f32[2,3]",
                "return %7")),
        Arguments.of( // aT bT = (b a)T
            new Canonicalise(),
            body(
                "%2 = reshape %x : f32[3,2]",
                "%3 = transpose %2 perm=[1,0] : f32[2,3]",
                "%4 = transpose %x perm=[1,0] : f32[3,2]",
                "%5 = matmul %3, %4 : f32[2,2]",
                "%6 = matmul %5, %x : f32[2,3]",
                "return %6"),
            body(
                "%2 = reshape %x : f32[3,2]",
                "%3 = transpose %2 perm=[1,0] : f32[2,3]",
                "%4 = transpose %x perm=[1,0] : f32[3,2]",
                "%5 = matmul %x, %2 : f32[2,2]",
                "%6 = transpose %5 perm=[1,0] : f32[2,2]",
                "%7 = matmul %6, %x : f32[2,3]",
                "return %7")),
        Arguments.of( // not where the product is larger than its right side
            new Canonicalise(),
            body(
                "%2 = reshape %x : f32[3,2]",
                "%3 = transpose %x perm=[1,0] : f32[3,2]",
                "%4 = transpose %2 perm=[1,0] : f32[2,3]",
                "%5 = matmul %3, %4 : f32[3,3]",
                "%6 = matmul %x, %5 : f32[2,3]",
                "return %6"),
            body(
                "%2 = reshape %x : f32[3,2]",
                "%3 = transpose %x perm=[1,0] : f32[3,2]",
                "%4 = transpose %2 perm=[1,0] : f32[2,3]",
                "%5 = matmul %3, %4 : f32[3,3]",
                "%6 = matmul %x, %5 : f32[2,3]",
                "return %6")),
        Arguments.of( // an output reads it
            new Sink(),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = transpose %2 perm=[1,0] : f32[2,3]",
                "%4 = unary exp %3 : f32[2,3]",
                "debug print \"{}\"(%4)",
                "return %3"),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = transpose %2 perm=[1,0] : f32[2,3]",
                "%4 = unary exp %3 : f32[2,3]",
                "debug print \"{}\"(%4)",
                "return %3")),
        Arguments.of( // what is printed reads it
            new Sink(),
            body(
                "%2 = reshape %x : f32[6]",
                "debug print \"{}\"(%2)",
                "%3 = unary exp %2 : f32[6]",
                "%4 = reshape %3 : f32[2,3]",
                "return %4"),
            body(
                "%2 = reshape %x : f32[6]",
                "debug print \"{}\"(%2)",
                "%3 = unary exp %2 : f32[6]",
                "%4 = reshape %3 : f32[2,3]",
                "return %4")),
        Arguments.of( // a bool, and a number on its other side
            new Sink(),
            body(
                "%2 = reshape %x : f32[6]",
                "%3 = const splat bits=0x0 : f32[6]",
                "%4 = compare gt %2, %3 : bool[6]",
                "%5 = select %4, %3, %3 : f32[6]",
                "%6 = reshape %5 : f32[2,3]",
                "return %6"),
            body(
                "%2 = reshape %x : f32[6]",
                "%3 = const splat bits=0x0 : f32[6]",
                "%4 = const splat bits=0x0 : f32[2,3]",
                "%5 = compare gt %x, %4 : bool[2,3]",
                "%6 = reshape %5 : bool[6]",
                "%7 = const splat bits=0x0 : f32[2,3]",
                "%8 = const splat bits=0x0 : f32[2,3]",
                "%9 = select %5, %7, %8 : f32[2,3]",
                "%10 = reshape %9 : f32[6]",
                "%11 = reshape %10 : f32[2,3]",
                "return %11")),
        Arguments.of( // who else reads it needs it there
            new Sink(),
            body(
                "%2 = reshape %x : f32[6]",
                "%3 = unary exp %2 : f32[6]",
                "%4 = binary mul %2, %3 : f32[6]",
                "%5 = reshape %4 : f32[2,3]",
                "return %5"),
            body(
                "%2 = reshape %x : f32[6]",
                "%3 = unary exp %2 : f32[6]",
                "%4 = binary mul %2, %3 : f32[6]",
                "%5 = reshape %4 : f32[2,3]",
                "return %5")),
        Arguments.of(
            new Fold(),
            body(
                "%2 = const splat bits=0x3f800000 : f32[2,3]",
                "%3 = unary neg %2 : f32[2,3]", "return %3"),
            body(
                "%2 = const splat bits=0x3f800000 : f32[2,3]",
                "%3 = const splat bits=0xbf800000 : f32[2,3]", "return %3")),
        Arguments.of(
            new Canonicalise(),
            body(
                "%2 = unary neg %x : f32[2,3]",
                "%3 = unary neg %2 : f32[2,3]", "%4 = unary stop %3 : f32[2,3]", "return %4"),
            body("%2 = unary neg %x : f32[2,3]", "return %x")),
        Arguments.of( // x + 0 is not x where x is -0, x - 0 is
            new Canonicalise(),
            body(
                "%2 = const splat bits=0x0 : f32[2,3]",
                "%3 = binary add %x, %2 : f32[2,3]",
                "%4 = binary sub %3, %2 : f32[2,3]",
                "return %4"),
            body(
                "%2 = const splat bits=0x0 : f32[2,3]",
                "%3 = binary add %x, %2 : f32[2,3]", "return %3")),
        Arguments.of(
            new Canonicalise(),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = transpose %2 perm=[1,0] : f32[2,3]",
                "%4 = reshape %3 : f32[6]",
                "%5 = reshape %4 : f32[2,3]",
                "return %5"),
            body(
                "%2 = transpose %x perm=[1,0] : f32[3,2]",
                "%3 = transpose %x perm=[0,1] : f32[2,3]",
                "%4 = reshape %3 : f32[6]",
                "return %3")));
  }

  private static String body(String... lines) {
    return Stream.of(lines).map(line -> "  " + line + "\n").collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("rewrites")
  void rewrites(Pass pass, String before, String after) {
    String result = pass.run(IrParser.parse(HEADER + before + "}\n")).toString();
    assertThat(result).isEqualTo(HEADER + after + "}\n");
  }

  /** What a person would write: one operation forward, a comparison and a choice backward. */
  @Test
  void gradientOfReluIsLean() {
    String loss =
        """
        fn @f(%x: f32[4]) -> (r: f32[]) {
          %1 = unary relu %x : f32[4]
          %2 = reduce sum %1 axes=[0] : f32[]
          return %2
        }
        """;
    String expected =
        """
        fn @f(%x: f32[4]) -> (r: f32[], grad.x: f32[4]) {
          %1 = unary relu %x : f32[4]
          %2 = reduce sum %1 axes=[0] : f32[]
          %3 = const splat bits=0x3f800000 : f32[4]
          %4 = const splat bits=0x0 : f32[4]
          %5 = compare gt %1, %4 : bool[4]
          %6 = select %5, %3, %4 : f32[4]
          return %2, %6
        }
        """;
    assertThat(Optimiser.run(Autodiff.gradient(IrParser.parse(loss), new int[] {0}, true)))
        .hasToString(expected);
  }
}
