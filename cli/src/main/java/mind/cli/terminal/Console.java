package mind.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and writes. Text is UTF-8 whatever the locale, so that output is the same
 * everywhere; colour and live lines are for terminals only.
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment) {
  /** Text styles, as ANSI codes. */
  public enum Style {
    BOLD("1"),
    RED("1;31"),
    GREEN("32"),
    YELLOW("1;33"),
    CYAN("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  public Console {
    environment = Map.copyOf(environment);
  }

  /** The process's own streams. */
  public static Console system() {
    Map<String, String> environment = System.getenv();
    boolean plain = environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
    return new Console(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        !plain && isTerminal(1),
        !plain && isTerminal(2),
        environment);
  }

  /** The text in a style where out is a terminal. */
  public String styleOut(Style style, String text) {
    return outIsTerminal ? styled(style, text) : text;
  }

  /** The text in a style where err is a terminal. */
  public String styleErr(Style style, String text) {
    return errIsTerminal ? styled(style, text) : text;
  }

  private static String styled(Style style, String text) {
    return "\u001b[" + style.code + "m" + text + "\u001b[0m";
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * Asks per stream, which System.console() cannot: one of the two may be redirected. Where there
   * is no /proc, text is plain.
   */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
