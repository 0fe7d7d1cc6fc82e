package mind.compiler.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.source.Source;

/** Any text as IR: a function that prints as itself, or an error with a code of the IR. */
public final class IrTarget {
  private IrTarget() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean parses = Oracle.linear(bytes.length, 1 << 20, 16 << 10, () -> Oracle.irText(text));
    if (text.startsWith("fn @")) { // then it is a program, too
      Checked checked = Frontend.compile(Source.of(bytes), "", Map.of());
      Oracle.diagnostics(checked.diagnostics(), bytes);
      Oracle.require(parses || checked.function().isEmpty(), "compiles, but doesn't parse", text);
    }
  }
}
