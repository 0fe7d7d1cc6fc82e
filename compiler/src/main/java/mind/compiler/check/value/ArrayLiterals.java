package mind.compiler.check.value;

import java.util.Arrays;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * {@code [[1, 2], [3, 4]]} as a tensor: a constant if all of it is known, else its parts stacked.
 */
final class ArrayLiterals {
  private final Session session;
  private final Graph graph;
  private final Conversions conversions;

  ArrayLiterals(Session session, Conversions conversions) {
    this.session = session;
    this.graph = session.graph();
    this.conversions = conversions;
  }

  @Nullable Tensor tensor(Value.Array array, @Nullable DType hint, Node at) {
    DType known = Conversions.dtype(array);
    DType dtype = known != null ? known : hint != null ? hint : Conversions.defaultDType(array);
    if (hasTensor(array)) {
      return stacked(array, dtype, at);
    }
    long[] dims = dims(array, at);
    if (dims == null) {
      return null;
    }
    long[] bits = new long[(int) session.dims().product(dims)];
    int filled = fill(array, dtype, bits, 0, at);
    return filled < 0 ? null : graph.dense(dtype, dims, bits);
  }

  private static boolean hasTensor(Value value) {
    return value instanceof Tensor
        || (value instanceof Value.Array a
            && Arrays.stream(a.elements()).anyMatch(ArrayLiterals::hasTensor));
  }

  /** The shape of nested lists; null, and an error, if they are ragged or empty. */
  private long @Nullable [] dims(Value value, Node at) {
    if (!(value instanceof Value.Array array)) {
      return new long[0];
    }
    Value[] elements = array.elements();
    if (elements.length == 0) {
      session.error(Code.DIMENSION, at, "an empty list is no tensor: dimensions are at least 1");
      return null;
    }
    long[] first = dims(elements[0], at);
    for (int i = 1; first != null && i < elements.length; i++) {
      long[] other = dims(elements[i], at);
      if (other == null) {
        return null;
      }
      if (!Arrays.equals(first, other)) {
        session
            .error(Code.LITERAL_SHAPE, at, "the rows of this literal differ in shape")
            .note("element 0 has the shape " + session.dims().text(first))
            .note("element " + i + " has the shape " + session.dims().text(other));
        return null;
      }
    }
    if (first == null) {
      return null;
    }
    long[] dims = new long[first.length + 1];
    dims[0] = elements.length;
    System.arraycopy(first, 0, dims, 1, first.length);
    return dims;
  }

  /** Writes the elements from {@code next} on and gives the place after them; -1 after an error. */
  private int fill(Value value, DType dtype, long[] bits, int next, Node at) {
    int place = next;
    switch (value) {
      case Value.Array array -> {
        for (int i = 0; i < array.elements().length && place >= 0; i++) {
          place = fill(array.elements()[i], dtype, bits, place, at);
        }
      }
      case Untyped u -> {
        Static typed = conversions.literal(u, dtype, at);
        if (typed == null) {
          return -1;
        }
        bits[place++] = typed.bits();
      }
      case Static s -> {
        if (s.dtype() != dtype) {
          mixed(dtype, s.dtype(), at);
          return -1;
        }
        bits[place++] = s.bits();
      }
      default -> {
        if (!(value instanceof Value.Invalid)) {
          session.error(
              Code.TYPE_MISMATCH, at, conversions.describe().value(value) + " in a tensor literal");
        }
        return -1;
      }
    }
    return place;
  }

  private void mixed(DType one, DType other, Node at) {
    session
        .error(
            Code.DTYPE_MISMATCH,
            at,
            "a list of both " + one.text() + " and " + other.text() + " is no tensor")
        .help("convert the elements with `as`");
  }

  private @Nullable Tensor stacked(Value.Array array, DType dtype, Node at) {
    Tensor[] parts = new Tensor[array.elements().length];
    for (int i = 0; i < parts.length; i++) {
      Tensor part = conversions.tensor(array.elements()[i], dtype, at);
      if (part == null) {
        return null;
      }
      if (part.dtype() != dtype) {
        mixed(dtype, part.dtype(), at);
        return null;
      }
      if (i > 0 && part.rank() != parts[0].rank() - 1) {
        ragged(parts[0], part, at);
        return null;
      }
      long[] dims = new long[part.rank() + 1];
      dims[0] = 1;
      System.arraycopy(part.dims(), 0, dims, 1, part.rank());
      parts[i] = graph.reshape(part, dims);
      if (!Arrays.equals(parts[i].dims(), parts[0].dims())) {
        ragged(parts[0], part, at);
        return null;
      }
    }
    return graph.concat(0, parts);
  }

  private void ragged(Tensor first, Tensor other, Node at) {
    long[] dims = Arrays.copyOfRange(first.dims(), 1, first.rank());
    session
        .error(Code.LITERAL_SHAPE, at, "the elements of this list differ in shape")
        .note("element 0 has the shape " + session.dims().text(dims))
        .note("another has the shape " + session.dims().text(other.dims()));
  }
}
