package mind.compiler.check.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Numbers over names of dimensions, held to what they are once the names have sizes. */
class DimsTest {
  private static final int NAMES = 3;

  private final Dims dims = new Dims();
  private final long[] names = {dims.atom("a"), dims.atom("b"), dims.atom("c")};
  private final Random random = new Random(1);

  /** A number, and what it is for sizes of the names. */
  private record Sample(long dim, ToLongFunction<long[]> value) {
    long at(long[] sizes) {
      return value.applyAsLong(sizes);
    }
  }

  private Sample leaf() {
    int name = random.nextInt(NAMES);
    long constant = random.nextLong(9) - 4;
    return random.nextBoolean()
        ? new Sample(names[name], sizes -> sizes[name])
        : new Sample(constant, sizes -> constant);
  }

  private Sample polynomial(int depth) {
    if (depth == 0) {
      return leaf();
    }
    Sample a = polynomial(depth - 1);
    Sample b = polynomial(depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> new Sample(dims.add(a.dim, b.dim), s -> a.at(s) + b.at(s));
      case 1 -> new Sample(dims.subtract(a.dim, b.dim), s -> a.at(s) - b.at(s));
      default -> new Sample(dims.multiply(a.dim, b.dim), s -> a.at(s) * b.at(s));
    };
  }

  private long[] sizes() {
    return random.longs(NAMES, 1, 50).toArray();
  }

  private List<Long> values(Sample number, List<long[]> samples) {
    return samples.stream().map(number::at).toList();
  }

  /** Two polynomials have one handle exactly if they agree everywhere. */
  @Test
  void equalPolynomialsAreOne() {
    List<long[]> samples = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      samples.add(sizes());
    }
    Map<List<Long>, Long> byValues = new HashMap<>();
    Map<Long, List<Long>> byDim = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      Sample number = polynomial(1 + random.nextInt(3));
      List<Long> values = values(number, samples);
      assertThat(byValues.computeIfAbsent(values, v -> number.dim)).isEqualTo(number.dim);
      assertThat(byDim.computeIfAbsent(number.dim, d -> values)).isEqualTo(values);
    }
    assertThat(byDim).hasSizeGreaterThan(500);
  }

  @Test
  void productsAreDividedExactly() {
    for (int i = 0; i < 2000; i++) {
      Sample a = polynomial(2);
      Sample b = polynomial(2);
      long product = dims.multiply(a.dim, b.dim);
      if (b.dim != 0 && a.dim != 0) {
        assertThat(dims.exactQuotient(product, b.dim)).isEqualTo(a.dim);
      }
    }
  }

  @Test
  void divisionTakesOutWhatDivides() {
    long a = names[0];
    long twice = dims.multiply(2, a);
    assertThat(dims.quotient(dims.add(twice, 3), 2)).isEqualTo(dims.add(a, 1));
    assertThat(dims.text(dims.quotient(dims.add(dims.multiply(3, a), 1), 2)))
        .isEqualTo("a + ((a + 1) / 2)");
    // As in the size of a convolution's output.
    assertThat(dims.add(dims.quotient(dims.subtract(a, 3), 2), 1))
        .isEqualTo(dims.quotient(dims.subtract(a, 1), 2));
    assertThat(dims.quotient(0, a)).isZero();
    assertThat(dims.quotient(dims.number("i"), 2)).isNotEqualTo(dims.quotient(a, 2));
  }

  @Test
  void whatDoesNotDivideIsNoExactQuotient() {
    long a = names[0];
    long b = names[1];
    assertThat(dims.exactQuotient(dims.add(a, 1), 2)).isZero();
    assertThat(dims.exactQuotient(a, b)).isZero();
    assertThat(dims.exactQuotient(dims.add(dims.multiply(a, a), 1), dims.add(a, 1))).isZero();
    assertThat(dims.exactQuotient(5, a)).isZero();
    assertThat(dims.exactQuotient(a, 0)).isZero();
  }

  /** A bound of a slice is left alone where it is sure to be in range. */
  @Test
  void boundsAreCutUnlessTheyFit() {
    long a = names[0];
    long b = names[1];
    long half = dims.quotient(a, 2);
    assertThat(dims.clamp(half, a)).isEqualTo(half);
    assertThat(dims.clamp(a, dims.multiply(a, b))).isEqualTo(a);
    assertThat(dims.clamp(dims.subtract(a, 1), a)).isEqualTo(dims.subtract(a, 1));
    long parts = dims.add(dims.quotient(a, 3), dims.quotient(a, 5));
    assertThat(dims.clamp(parts, a)).isEqualTo(parts);
    long more = dims.add(half, dims.add(parts, half));
    assertThat(dims.clamp(more, a)).isNotEqualTo(more);
    assertThat(dims.text(dims.clamp(3, a))).isEqualTo("min(3, a)");
    assertThat(dims.text(dims.clamp(a, b))).isEqualTo("min(a, b)");
    assertThat(dims.text(dims.clamp(dims.subtract(a, 3), a))).isEqualTo("max(a - 3, 0)");
    long counter = dims.number("i");
    assertThat(dims.clamp(counter, a)).isEqualTo(counter);
  }
}
