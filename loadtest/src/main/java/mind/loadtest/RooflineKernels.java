package mind.loadtest;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.compiler.schedule.Target;

/**
 * LLVM IR of what bounds every computation on a machine: multiplications and additions in
 * registers, reading memory, copying it. Kernels as all others: {@code void(void** args, int64
 * begin, int64 end)}.
 */
final class RooflineKernels {
  /** Vectors that one cell of {@link #read} and {@link #copy} takes. */
  private static final int VECTORS = 64;

  private RooflineKernels() {}

  /** Bytes of a cell of {@link #read} and {@link #copy}. */
  static long cellBytes(Target target) {
    return (long) VECTORS * target.vectorBytes();
  }

  /**
   * Independent chains: enough for the latency of an FMA on any two units, few enough for the
   * registers.
   */
  private static int chains(Target target) {
    return target.vectorRegisters() * 3 / 4;
  }

  /** Floating-point operations of a cell of {@link #fma}. */
  static long cellFlops(Target target) {
    return 2L * chains(target) * target.vectorBytes() / Float.BYTES;
  }

  private static String vector(Target target) {
    return "<%d x float>".formatted(target.vectorBytes() / Float.BYTES);
  }

  /** One FMA in each chain a cell. The arguments are a vector to work on, and a place for one. */
  static String fma(String symbol, Target target) {
    String v = vector(target);
    String name = "@llvm.fma.v%df32".formatted(target.vectorBytes() / Float.BYTES);
    int chains = chains(target);
    return """
    declare %1$s %2$s(%1$s, %1$s, %1$s)
    define void @%3$s(ptr %%args, i64 %%begin, i64 %%end) {
    entry:
      %%from = load ptr, ptr %%args
      %%second = getelementptr i8, ptr %%args, i64 8
      %%to = load ptr, ptr %%second
      %%x = load %1$s, ptr %%from, align 4
      br label %%loop
    loop:
      %%i = phi i64 [ %%begin, %%entry ], [ %%next, %%loop ]
    %4$s%5$s  %%next = add i64 %%i, 1
      %%more = icmp slt i64 %%next, %%end
      br i1 %%more, label %%loop, label %%done
    done:
    %6$s  store %1$s %%s%7$d, ptr %%to, align 4
      ret void
    }
    """
        .formatted(
            v,
            name,
            symbol,
            lines(chains, "  %%c%1$d = phi " + v + " [ %%x, %%entry ], [ %%d%1$d, %%loop ]"),
            lines(
                chains,
                "  %%d%1$d = call "
                    + v
                    + " "
                    + name
                    + "("
                    + v
                    + " %%x, "
                    + v
                    + " %%x, "
                    + v
                    + " %%c%1$d)"),
            sum(v, "d", chains),
            chains - 1);
  }

  /** Adds up memory. The arguments are what to read, and a place for a vector. */
  static String read(String symbol, Target target) {
    String v = vector(target);
    int sums = target.vectorRegisters() / 2;
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < VECTORS; i++) {
      int chain = i % sums;
      String to = i + sums < VECTORS ? "t" + i : "d" + chain;
      String from = i < sums ? "c" + chain : "t" + (i - sums);
      body.append(load(v, i, target))
          .append("  %%%s = fadd %s %%%s, %%v%d\n".formatted(to, v, from, i));
    }
    String phis =
        lines(sums, "  %%c%1$d = phi " + v + " [ zeroinitializer, %%entry ], [ %%d%1$d, %%loop ]");
    String end = sum(v, "d", sums) + "  store %s %%s%d, ptr %%to, align 4\n".formatted(v, sums - 1);
    return memory(symbol, target, phis, body.toString(), end);
  }

  /** Copies memory. The arguments are from where and to where. */
  static String copy(String symbol, Target target) {
    String v = vector(target);
    StringBuilder body = new StringBuilder();
    body.append("  %q = getelementptr i8, ptr %to, i64 %offset\n");
    for (int i = 0; i < VECTORS; i++) {
      body.append(load(v, i, target))
          .append("  %%b%d = getelementptr i8, ptr %%q, i64 %d\n".formatted(i, offset(i, target)))
          .append("  store %1$s %%v%2$d, ptr %%b%2$d, align 4\n".formatted(v, i));
    }
    return memory(symbol, target, "", body.toString(), "");
  }

  private static int offset(int vector, Target target) {
    return vector * target.vectorBytes();
  }

  private static String load(String v, int i, Target target) {
    return "  %%a%1$d = getelementptr i8, ptr %%p, i64 %2$d\n  %%v%1$d = load %3$s, ptr %%a%1$d, align 4\n"
        .formatted(i, offset(i, target), v);
  }

  /** A loop over cells of memory; {@code %p} is where a cell's begins. */
  private static String memory(String symbol, Target target, String phis, String body, String end) {
    return """
    define void @%1$s(ptr %%args, i64 %%begin, i64 %%end) {
    entry:
      %%from = load ptr, ptr %%args
      %%second = getelementptr i8, ptr %%args, i64 8
      %%to = load ptr, ptr %%second
      br label %%loop
    loop:
      %%i = phi i64 [ %%begin, %%entry ], [ %%next, %%loop ]
    %2$s  %%offset = mul i64 %%i, %3$d
      %%p = getelementptr i8, ptr %%from, i64 %%offset
    %4$s  %%next = add i64 %%i, 1
      %%more = icmp slt i64 %%next, %%end
      br i1 %%more, label %%loop, label %%done
    done:
    %5$s  ret void
    }
    """
        .formatted(symbol, phis, cellBytes(target), body, end);
  }

  /** {@code %s(count - 1)} is the sum of %name0 to %name(count - 1). */
  private static String sum(String v, String name, int count) {
    String first = "  %%s0 = fadd %s %%%s0, zeroinitializer\n".formatted(v, name);
    return first
        + IntStream.range(1, count)
            .mapToObj(i -> "  %%s%d = fadd %s %%s%d, %%%s%d\n".formatted(i, v, i - 1, name, i))
            .collect(Collectors.joining());
  }

  private static String lines(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.formatted(i) + "\n")
        .collect(Collectors.joining());
  }
}
