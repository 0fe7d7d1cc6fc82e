package mind.compiler.fuzz;

import java.nio.charset.StandardCharsets;

/** Any text as IR: a function that prints as itself, or an error with a code of the IR. */
public final class IrTarget {
  private IrTarget() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Oracle.linear(bytes.length, 1 << 20, 16 << 10, () -> Oracle.irText(text));
  }
}
