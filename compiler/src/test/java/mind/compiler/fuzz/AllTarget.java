package mind.compiler.fuzz;

import mind.compiler.syntax.LexerTarget;

/** Each input to all targets: one start of the fuzzer where few inputs are tried. */
public final class AllTarget {
  private AllTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    LexerTarget.fuzzerTestOneInput(input);
    ParserTarget.fuzzerTestOneInput(input);
    FormatTarget.fuzzerTestOneInput(input);
    IrTarget.fuzzerTestOneInput(input);
    CheckTarget.fuzzerTestOneInput(input);
  }
}
