package mind.compiler.check.builtins;

import java.util.Arrays;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Random;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/** Random draws, by a key or by the request's seed. */
final class Draws {
  private Draws() {}

  /** What is drawn: a shape, and the key if it came before the shape. */
  private record Place(long[] dims, @Nullable Value key) {}

  /**
   * Uniform draws from [low, high), or normal ones of a mean and standard deviation. Parameters:
   * shape, key, dtype, and the two numbers.
   */
  static Builtin.Composition draw(Random.Kind kind) {
    return a -> {
      Place place = place(a);
      Value first = place.key();
      Tensor key = first == null ? key(a, 1) : key(a, first, 0);
      DType dtype = a.dtype(2);
      if (!dtype.isFloat()) {
        a.error(Code.DTYPE_NOT_ALLOWED, a.node(2), "draws are floats, not " + dtype.text());
        throw new Rejected();
      }
      Value drawn = a.graph().random(kind, dtype, place.dims(), key);
      Value shift = a.value(3);
      Value scale =
          kind == Random.Kind.UNIFORM
              ? arithmetic(a, Binary.Kind.SUB, a.value(4), shift)
              : a.value(4);
      Value scaled = is(scale, 1) ? drawn : arithmetic(a, Binary.Kind.MUL, drawn, scale);
      return is(shift, 0) ? scaled : arithmetic(a, Binary.Kind.ADD, scaled, shift);
    };
  }

  private static boolean is(Value value, double number) {
    return value instanceof Untyped u && u.wide() == number;
  }

  private static Value arithmetic(Arguments a, Binary.Kind kind, Value x, Value y) {
    return Arguments.sound(a.operators().arithmetic(kind, x, y, a.call(), a.name()));
  }

  /** {@code rand(2, 3)}, {@code rand([2, 3])}; with the key first {@code rand(key, [2, 3])}. */
  private static Place place(Arguments a) {
    if (!a.has(0)) {
      return new Place(new long[0], null);
    }
    Value given = a.value(0);
    if (isKey(given)) {
      return new Place(new long[0], given);
    }
    if (given instanceof Value.Tuple(Value[] parts, Value.Extent extent) && parts.length > 1) {
      boolean listed = parts[1] instanceof Value.Array || parts[1] instanceof Value.Tuple;
      if (listed || isKey(parts[0])) {
        Value rest =
            listed && parts.length == 2
                ? parts[1]
                : Value.tuple(Arrays.copyOfRange(parts, 1, parts.length));
        return new Place(a.shape(rest, 0), parts[0]);
      }
    }
    return new Place(a.shape(0), null);
  }

  private static boolean isKey(Value value) {
    return value instanceof Tensor t && t.rank() == 0 && t.dtype() == DType.I64;
  }

  /** The key at a parameter; without one, that of the next draw by the seed. */
  private static Tensor key(Arguments a, int i) {
    if (a.has(i)) {
      return key(a, a.value(i), i);
    }
    Graph g = a.graph();
    return g.fold(g.seed(), g.constant(DType.I64, g.nextDraw()));
  }

  private static Tensor key(Arguments a, Value value, int i) {
    Tensor key = a.tensor(value, null, i);
    if (!isKey(key)) {
      Node at = a.node(i);
      a.error(Code.TYPE_MISMATCH, at, "a key is an i64 scalar, found " + a.describe(key))
          .help("convert it with `as i64`; derive keys with `fold_in(key, n)`");
      throw new Rejected();
    }
    return key;
  }

  static Value foldIn(Arguments a) {
    return a.graph().fold(key(a, 0), key(a, 1));
  }

  /**
   * Each element is 0 with probability {@code rate}, else x / (1 - rate): the same on average. What
   * is dropped is selected away rather than multiplied by 0, so that no infinite x turns to NaN.
   */
  static Value dropout(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    double rate = a.real(1);
    if (!(rate >= 0 && rate <= 1)) {
      throw a.wrong(1, "from 0 to 1");
    }
    if (!a.flag(3) || rate == 0) {
      return x;
    }
    Tensor drawn = g.random(Random.Kind.UNIFORM, x.dtype(), x.dims(), key(a, 2));
    Tensor kept = g.compare(Compare.Kind.GE, drawn, g.like(x, rate));
    double scale = rate == 1 ? 0 : 1 / (1 - rate);
    return g.select(kept, g.binary(Binary.Kind.MUL, x, g.like(x, scale)), g.like(x, 0));
  }
}
