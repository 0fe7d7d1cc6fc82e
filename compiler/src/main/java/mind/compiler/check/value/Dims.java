package mind.compiler.check.value;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions, and i64 numbers computed from them. A known one is the {@code long} itself. One that
 * depends on a name stands for a polynomial over names, kept once under a handle far below zero, so
 * that two are equal exactly if their longs are. A name is a positive number of which nothing else
 * is known: it equals itself only.
 *
 * <p>A user's number in the range of the handles must not come here, nor into a {@link
 * Value.Static}: it stays a literal, or becomes a tensor, whose elements may be any.
 */
public final class Dims {
  private static final long FIRST_HANDLE = Long.MIN_VALUE;
  private static final long END_OF_HANDLES = FIRST_HANDLE + (1L << 31);

  /**
   * Larger polynomials are treated as names, and shown shortened: their work and text is bounded.
   */
  private static final int MAX_TERMS = 64;

  private static final int MAX_DEGREE = 16;
  private static final int MAX_PART = 80;

  /** What there is once a program names a dimension; most don't. */
  private static final class Symbols {
    final List<SortedMap<Monomial, Long>> polynomials = new ArrayList<>(0);
    final Map<SortedMap<Monomial, Long>, Long> handles = new HashMap<>(0);
    final List<String> atoms = new ArrayList<>(0);

    /** Which atoms are names, which are 0 or more, and which depend on a number that may be any. */
    final BitSet names = new BitSet(0);

    final BitSet nonNegative = new BitSet(0);
    final BitSet open = new BitSet(0);

    /** Atoms that are truncated quotients of a number that is not negative by a known one. */
    final Map<Integer, Operation> quotients = new HashMap<>(0);

    /** What isn't a polynomial is kept whole, and the same expression is the same. */
    final Map<Operation, Long> operations = new HashMap<>(0);
  }

  private @Nullable Symbols symbols;

  private Symbols symbols() {
    if (symbols == null) {
      symbols = new Symbols();
    }
    return symbols;
  }

  private record Operation(String text, long a, long b) {}

  /** Whether this depends on a name whose size isn't known. */
  public static boolean isSymbol(long dim) {
    return dim < END_OF_HANDLES;
  }

  public static boolean isKnown(long dim) {
    return dim >= END_OF_HANDLES;
  }

  /** A new name of a dimension: a positive number, different from every other. */
  public long atom(String text) {
    symbols().names.set(symbols().atoms.size());
    symbols().nonNegative.set(symbols().atoms.size());
    return next(text);
  }

  /** A new number that may be any, as a loop's counter. */
  public long number(String text) {
    symbols().open.set(symbols().atoms.size());
    return next(text);
  }

  private long next(String text) {
    symbols().atoms.add(text);
    return single(symbols().atoms.size() - 1);
  }

  private long single(int atom) {
    TreeMap<Monomial, Long> single = new TreeMap<>();
    single.put(new Monomial(List.of(atom)), 1L);
    return intern(single);
  }

  /** As all arithmetic here it saturates where known numbers leave the range of known ones. */
  public long add(long a, long b) {
    if (isKnown(a) && isKnown(b)) {
      long sum = a + b;
      boolean wraps = ((a ^ sum) & (b ^ sum)) < 0;
      return known(wraps ? Long.MIN_VALUE ^ (sum >> 63) : sum);
    }
    TreeMap<Monomial, Long> sum = new TreeMap<>(polynomial(a));
    try {
      polynomial(b).forEach((monomial, count) -> sum.merge(monomial, count, Math::addExact));
    } catch (ArithmeticException e) { // a count beyond i64
      return operation("(%s) + (%s)", a, b);
    }
    return sum.size() > MAX_TERMS ? operation("(%s) + (%s)", a, b) : intern(sum);
  }

  public long subtract(long a, long b) {
    if (isKnown(a) && isKnown(b)) {
      long difference = a - b;
      boolean wraps = ((a ^ b) & (a ^ difference)) < 0;
      return known(wraps ? Long.MIN_VALUE ^ (difference >> 63) : difference);
    }
    return add(a, multiply(b, -1));
  }

  public long multiply(long a, long b) {
    if (isKnown(a) && isKnown(b)) {
      long product = a * b;
      boolean fits = Math.multiplyHigh(a, b) == product >> 63;
      return known(fits ? product : (a ^ b) < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
    // The first monomial has the highest degree.
    int degree = degree(polynomial(a)) + degree(polynomial(b));
    if (degree > MAX_DEGREE || polynomial(a).size() * polynomial(b).size() > MAX_TERMS) {
      return operation("(%s) * (%s)", a, b);
    }
    TreeMap<Monomial, Long> product = new TreeMap<>();
    try {
      polynomial(a)
          .forEach((m, count) ->
              polynomial(b)
                  .forEach((n, times) ->
                      product.merge(m.times(n), Math.multiplyExact(count, times), Math::addExact)));
    } catch (ArithmeticException e) { // a count beyond i64
      return operation("(%s) * (%s)", a, b);
    }
    return intern(product);
  }

  private static int degree(SortedMap<Monomial, Long> polynomial) {
    return polynomial.isEmpty() ? 0 : polynomial.firstKey().atoms().size();
  }

  private static long known(long number) {
    return Math.max(number, END_OF_HANDLES);
  }

  /** Product of dimensions. */
  public long product(long[] dims) {
    long product = 1;
    for (long dim : dims) {
      product = multiply(product, dim);
    }
    return product;
  }

  /** The dims of a padded tensor; see {@link Graph#pad}. */
  public long[] padded(long[] dims, long[] low, long[] high, long[] interior) {
    long[] padded = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      long between = multiply(subtract(dims[i], 1), interior[i]);
      padded[i] = add(add(dims[i], between), add(low[i], high[i]));
    }
    return padded;
  }

  /**
   * a / b if that is known to be exact: a is b times something; else 0. Names are divided by long
   * division of polynomials.
   */
  public long exactQuotient(long a, long b) {
    if (b == 0 || a == b) {
      return b == 0 ? 0 : 1;
    }
    if (isKnown(a) && isKnown(b)) {
      return a % b == 0 ? a / b : 0;
    }
    SortedMap<Monomial, Long> divisor = polynomial(b);
    Map.Entry<Monomial, Long> by = divisor.entrySet().iterator().next();
    TreeMap<Monomial, Long> rest = new TreeMap<>(polynomial(a));
    TreeMap<Monomial, Long> quotient = new TreeMap<>();
    while (!rest.isEmpty()) {
      Map.Entry<Monomial, Long> lead = rest.entrySet().iterator().next();
      Monomial factor = lead.getKey().over(by.getKey());
      long scale = by.getValue();
      long count = lead.getValue();
      if (factor == null || count % scale != 0 || quotient.size() > MAX_TERMS) {
        return 0;
      }
      quotient.put(factor, count / scale);
      divisor.forEach((monomial, times) ->
          rest.merge(monomial.times(factor), -(count / scale) * times, Dims::sum));
    }
    return intern(quotient);
  }

  private static @Nullable Long sum(Long a, Long b) {
    return a + b == 0 ? null : Long.valueOf(a + b);
  }

  /**
   * Quotient of a number by a positive one, truncated as that of integers is. What b divides leaves
   * the quotient, so that (n - 3) / 2 + 1 is (n - 1) / 2. They differ below zero, where no
   * dimension is: with sizes bound all is checked again.
   */
  public long quotient(long a, long b) {
    if (isKnown(a) && isKnown(b)) {
      return b == 0 ? 0 : a / b;
    }
    long exact = a == 0 ? 0 : exactQuotient(a, b);
    if (a == 0 || exact != 0) {
      return exact;
    }
    if (isSymbol(b) || b < 2) {
      return division(a, b);
    }
    TreeMap<Monomial, Long> whole = new TreeMap<>();
    TreeMap<Monomial, Long> rest = new TreeMap<>();
    polynomial(a)
        .forEach((monomial, count) -> {
          whole.put(monomial, Math.floorDiv(count, b));
          rest.put(monomial, Math.floorMod(count, b));
        });
    long left = intern(rest);
    return add(intern(whole), isKnown(left) ? 0 : division(left, b));
  }

  private long division(long a, long b) {
    int atom = symbols().atoms.size();
    long quotient = operation(isKnown(b) ? "((%s) / %s)" : "((%s) / (%s))", a, b);
    if (atom < symbols().atoms.size() && isKnown(b) && b > 0 && isNeverNegative(a)) {
      symbols().nonNegative.set(atom);
      symbols().quotients.put(atom, new Operation("", a, b));
    }
    return quotient;
  }

  /**
   * A bound cut to the range from 0 to a size. One that depends on a number which may be anything,
   * as a loop's counter, is left as it is: only its values show whether it fits.
   */
  public long clamp(long bound, long size) {
    if (isKnown(bound) && isKnown(size)) {
      return Math.clamp(bound, 0, size);
    }
    if (isOpen(bound) || isOpen(size)) {
      return bound;
    }
    long above = isNeverNegative(bound) ? bound : operation("max(%s, %s)", bound, 0);
    return isNeverNegative(subtract(size, bound)) ? above : operation("min(%s, %s)", above, size);
  }

  private boolean isOpen(long dim) {
    return polynomial(dim).keySet().stream()
        .anyMatch(monomial -> monomial.atoms().stream().anyMatch(symbols().open::get));
  }

  /**
   * Whether that is sure of a number: once each quotient that is taken away is replaced by what it
   * is at most, and each name by 1 and a number that is not negative, nothing is taken away.
   */
  private boolean isNeverNegative(long dim) {
    long least = dim;
    long scale = 1; // least is at most scale times dim
    for (Map.Entry<Monomial, Long> term : polynomial(dim).entrySet()) {
      List<Integer> factors = term.getKey().atoms();
      Operation quotient = factors.size() == 1 ? symbols().quotients.get(factors.getFirst()) : null;
      if (term.getValue() < 0 && quotient != null) {
        long atom = single(factors.getFirst());
        long rest = subtract(quotient.a, multiply(quotient.b, atom));
        least = add(multiply(least, quotient.b), multiply(multiply(term.getValue(), scale), rest));
        scale = multiply(scale, quotient.b);
      }
    }
    long shifted = 0;
    for (Map.Entry<Monomial, Long> term : polynomial(least).entrySet()) {
      long product = term.getValue();
      for (int atom : term.getKey().atoms()) {
        if (!symbols().nonNegative.get(atom)) {
          return false;
        }
        product = multiply(product, add(single(atom), symbols().names.get(atom) ? 1 : 0));
      }
      shifted = add(shifted, product);
    }
    return polynomial(shifted).entrySet().stream()
        .allMatch(term ->
            term.getValue() >= 0
                && term.getKey().atoms().stream().allMatch(symbols().nonNegative::get));
  }

  /** Any function of two numbers at least one of which is a name; the format shows it. */
  public long operation(String format, long a, long b) {
    Operation operation = new Operation(format, a, b);
    Long known = symbols().operations.get(operation);
    if (known == null) {
      symbols().open.set(symbols().atoms.size(), isOpen(a) || isOpen(b));
      known = next(String.format(Locale.ROOT, format, part(a), part(b)));
      symbols().operations.put(operation, known);
    }
    return known;
  }

  /** A dimension within the text of another: shortened, or what is nested would double it. */
  private String part(long dim) {
    String text = text(dim);
    if (text.length() <= MAX_PART) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_PART - 1));
    return text.substring(0, splits ? MAX_PART - 1 : MAX_PART) + "..";
  }

  private SortedMap<Monomial, Long> polynomial(long dim) {
    if (isSymbol(dim)) {
      return symbols().polynomials.get((int) (dim - FIRST_HANDLE));
    }
    TreeMap<Monomial, Long> constant = new TreeMap<>();
    if (dim != 0) {
      constant.put(Monomial.ONE, dim);
    }
    return constant;
  }

  private long intern(SortedMap<Monomial, Long> polynomial) {
    polynomial.values().removeIf(count -> count == 0);
    if (polynomial.isEmpty()) {
      return 0;
    }
    Long constant = polynomial.size() == 1 ? polynomial.get(Monomial.ONE) : null;
    if (constant != null && isKnown(constant)) {
      return constant;
    }
    Long known = symbols().handles.get(polynomial);
    if (known != null) {
      return known;
    }
    long handle = FIRST_HANDLE + symbols().polynomials.size();
    symbols().polynomials.add(polynomial);
    symbols().handles.put(polynomial, handle);
    return handle;
  }

  /** As people write it: {@code 3}, {@code n}, {@code 2*n + 1}. */
  public String text(long dim) {
    if (isKnown(dim)) {
      return Long.toString(dim);
    }
    StringBuilder out = new StringBuilder();
    for (Map.Entry<Monomial, Long> term : polynomial(dim).entrySet()) {
      long count = term.getValue();
      if (out.isEmpty()) {
        out.append(count < 0 ? "-" : "");
      } else {
        out.append(count < 0 ? " - " : " + ");
      }
      out.append(term(term.getKey(), Math.abs(count)));
    }
    return out.toString();
  }

  private String term(Monomial monomial, long count) {
    if (monomial.atoms().isEmpty()) {
      return Long.toString(count);
    }
    StringBuilder out = new StringBuilder(count == 1 ? "" : count + "*");
    for (int i = 0; i < monomial.atoms().size(); i++) {
      out.append(i == 0 ? "" : "*").append(symbols().atoms.get(monomial.atoms().get(i)));
    }
    return out.toString();
  }

  /** A shape as people write it: {@code [n, 3]}. */
  public String text(long[] dims) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < dims.length; i++) {
      out.append(i == 0 ? "" : ", ").append(text(dims[i]));
    }
    return out.append(']').toString();
  }
}
