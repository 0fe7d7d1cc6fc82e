package mind.compiler.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.source.Source;
import mind.compiler.source.Span;
import mind.compiler.syntax.Parser;
import org.jspecify.annotations.Nullable;

/** A source that is IR text: its function is the program's one entry. */
final class IrSource {
  /** No program of the language starts like this, and all IR text does. */
  private static final byte[] START = "fn @".getBytes(UTF_8);

  private final Source source;
  private final Diagnostics diagnostics;

  IrSource(Source source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  static boolean is(Source source) {
    byte[] bytes = source.bytes();
    return bytes.length >= START.length
        && Arrays.equals(bytes, 0, START.length, START, 0, START.length);
  }

  /** The function, within the same limits as a program's; null, and an error, if it isn't sound. */
  @Nullable Function read(String entry) {
    byte[] bytes = source.bytes();
    if (bytes.length > Parser.MAX_SOURCE) {
      diagnostics
          .error(Code.SOURCE_SIZE, 0, 0, "the source is too large")
          .note("it has " + bytes.length + " bytes, the limit is " + Parser.MAX_SOURCE);
      return null;
    }
    Function function;
    try {
      function = IrParser.parse(new String(bytes, UTF_8));
    } catch (IrException e) {
      Span at = source.lines().span(e.line());
      diagnostics.error(Code.of(e.code()), at.start(), at.end(), e.problem());
      return null;
    }
    if (!entry.isEmpty() && !entry.equals(function.name())) {
      diagnostics
          .error(Code.UNDEFINED_NAME, 0, 0, "there is no function `" + entry + "`")
          .note("the IR is that of `" + function.name() + "`");
      return null;
    }
    return function;
  }
}
