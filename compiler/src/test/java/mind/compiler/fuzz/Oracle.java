package mind.compiler.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Verifier;
import mind.compiler.source.Source;

/** What must hold of any input. A violation is an AssertionError, which the fuzzer reports. */
public final class Oracle {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Pattern IR_CODE = Pattern.compile("E[347]\\d{3}");

  private Oracle() {}

  /** Fails with the text unless the condition holds. */
  public static void require(boolean condition, String text) {
    if (!condition) {
      throw new AssertionError(text);
    }
  }

  /** Fails with the text and what it is about; nothing is put together unless it does. */
  public static void require(boolean condition, String text, Object about) {
    if (!condition) {
      throw new AssertionError(text + ": " + about);
    }
  }

  /** Whether an offset splits no well-formed character: invalid bytes stand for themselves. */
  public static boolean isBoundary(byte[] text, int at) {
    if (at <= 0 || at >= text.length || (text[at] & 0xC0) != 0x80) {
      return at >= 0 && at <= text.length;
    }
    int lead = at;
    while (lead > 0 && at - lead < 3 && (text[lead] & 0xC0) == 0x80) {
      lead--;
    }
    return lead + characterLength(text, lead) <= at;
  }

  /** Bytes of the well-formed character at {@code i}; 1 where there is none. */
  private static int characterLength(byte[] text, int i) {
    int claimed = Math.max(1, Integer.numberOfLeadingZeros(~(text[i] << 24)));
    int end = Math.min(text.length, i + Math.min(4, claimed));
    String decoded = new String(text, i, end - i, StandardCharsets.UTF_8);
    boolean whole = decoded.codePointCount(0, decoded.length()) == 1 && end - i == claimed;
    return whole && decoded.codePointAt(0) != 0xFFFD ? claimed : 1;
  }

  /** Diagnostics are ordered, within the text, of a known code, and none is about a bug of ours. */
  public static void diagnostics(List<Diagnostic> found, byte[] text) {
    require(found.size() <= Diagnostics.LIMIT, "more than the limit of diagnostics");
    int before = 0;
    for (Diagnostic diagnostic : found) {
      int start = diagnostic.span().start();
      int end = diagnostic.span().end();
      require(!diagnostic.code().equals(Code.INTERNAL.id()), "a defect", diagnostic);
      require(start >= before, "not in source order", diagnostic);
      require(isBoundary(text, start) && isBoundary(text, end), "span", diagnostic);
      require(!diagnostic.message().isBlank(), "no message", diagnostic);
      before = start;
    }
    if (!found.isEmpty()) {
      // Showing costs more than finding: the first and the last stand for all.
      List<Diagnostic> some = List.of(found.getFirst(), found.getLast());
      String shown = Renderer.render(some, "f", Source.of(text), false);
      require(shown.chars().noneMatch(c -> c < ' ' && c != '\n'), "control character shown");
    }
  }

  /** Bytes that this thread has allocated: work that can be counted on any machine. */
  public static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /**
   * Work is at most a constant and so much for each byte of input. A first time that loads classes
   * is not held against it.
   */
  public static <T> T linear(int length, long constant, long perByte, Supplier<T> work) {
    long limit = constant + perByte * length;
    long used = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3; attempt++) {
      long before = allocated();
      T result = work.get();
      used = Math.min(used, allocated() - before);
      if (used <= limit) {
        return result;
      }
    }
    throw new AssertionError(used + " bytes allocated for " + length);
  }

  /** IR text parses to what prints as itself, or fails with a code of the IR: whether it parses. */
  public static boolean irText(String text) {
    Function parsed;
    try {
      parsed = IrParser.parse(text);
    } catch (IrException e) {
      require(IR_CODE.matcher(e.code()).matches(), "code", e.code());
      return false;
    }
    roundTrip(parsed);
    return true;
  }

  /** A function is sound, and its text parses to it. */
  public static void roundTrip(Function function) {
    Verifier.verify(function);
    String printed = function.toString();
    Function again = IrParser.parse(printed);
    require(again.equals(function), "parses to another function", printed);
    require(again.toString().equals(printed), "prints differently", printed);
  }
}
