package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;

/**
 * Philox 4x32-10 and what is drawn with it (numerics rule 5) in StableHLO: after the paper, not
 * after the scalar code, so that one judges the other. A word is an i64 from 0 to 2^32 - 1, for
 * which nothing has to be narrowed.
 */
record PhiloxHlo(HloWriter h) {
  private static final long MASK = 0xffffffffL;
  private static final long[] MULTIPLIERS = {0xd2511f53L, 0xcd9e8d57L};
  private static final long[] WEYL = {0x9e3779b9L, 0xbb67ae85L};

  /** The four words of each block in {@code counter} under a key of its type. */
  Value[] words(Value key, Value counter, long domain) {
    Value[] k = {low(key), high(key)};
    Value[] c = {low(counter), high(counter), number(key, 0), number(key, domain)};
    for (int round = 0; round < 10; round++) {
      Value p0 = h.map("multiply", c[0], number(key, MULTIPLIERS[0]));
      Value p1 = h.map("multiply", c[2], number(key, MULTIPLIERS[1]));
      c =
          new Value[] {
            h.map("xor", h.map("xor", high(p1), c[1]), k[0]),
            low(p1),
            h.map("xor", h.map("xor", high(p0), c[3]), k[1]),
            low(p0)
          };
      for (int i = 0; i < 2; i++) {
        k[i] = low(h.map("add", k[i], number(key, WEYL[i])));
      }
    }
    return c;
  }

  Value fold(Value key, Value number) {
    Value[] w = words(key, number, 1);
    return h.map("or", shift("shift_left", w[1], 32), w[0]);
  }

  /** Elements in their order, drawn block by block. */
  Value draw(Random.Kind kind, Type type, Value key) {
    boolean single = type.dtype() == DType.F32;
    int perBlock = single ? 4 : 2;
    Shape blocks = Shape.of(Math.toIntExact((type.elements() + perBlock - 1) / perBlock));
    Value counter = h.map("iota dim = 0", new Type(DType.I64, blocks));
    Value[] w = words(h.broadcast(key, blocks, Ints.of(new int[0])), counter, 0);
    Value[] columns = new Value[perBlock];
    for (int i = 0; i < perBlock; i++) {
      columns[i] = single ? uniform(w[i]) : uniform(w[2 * i], w[2 * i + 1]);
    }
    if (kind == Random.Kind.NORMAL) {
      for (int i = 0; i < perBlock; i += 2) {
        normal(columns, i);
      }
    }
    Shape column = Shape.of(blocks.dim(0), 1);
    for (int i = 0; i < perBlock; i++) {
      columns[i] = h.reshape(columns[i], column);
    }
    Type table = new Type(type.dtype(), Shape.of(blocks.dim(0), perBlock));
    Value all = h.apply("concatenate", "dim = 1", table, columns);
    int drawn = Math.toIntExact(table.elements());
    int kept = Math.toIntExact(type.elements());
    Value flat = h.reshape(all, Shape.of(drawn));
    Value first =
        drawn == kept
            ? flat
            : new Slice(array(0), array(kept), array(1))
                .stablehlo(h, type.withShape(Shape.of(kept)), flat);
    return h.reshape(first, type.shape());
  }

  private static int[] array(int value) {
    return new int[] {value};
  }

  /** (word >>> 8) 2^-24. */
  private Value uniform(Value word) {
    Value x = h.convert(shift("shift_right_logical", word, 8), DType.F32);
    return h.map("multiply", x, h.like(x, 0x1p-24));
  }

  /** (first << 21 | second >>> 11) 2^-53. */
  private Value uniform(Value first, Value second) {
    Value upper = shift("shift_left", first, 21);
    Value x = h.convert(h.map("or", upper, shift("shift_right_logical", second, 11)), DType.F64);
    return h.map("multiply", x, h.like(x, 0x1p-53));
  }

  /** Two uniform columns to normal ones by Box and Muller, in f64. */
  private void normal(Value[] columns, int i) {
    DType dtype = columns[i].type().dtype();
    Value u0 = h.convert(columns[i], DType.F64);
    Value angle = h.convert(columns[i + 1], DType.F64);
    angle = h.map("multiply", angle, h.like(angle, 2 * Math.PI));
    Value log = h.map("log", h.map("subtract", h.like(u0, 1), u0));
    Value radius = h.map("sqrt", h.map("multiply", log, h.like(log, -2)));
    for (String direction : List.of("cosine", "sine")) {
      columns[i++] = h.convert(h.map("multiply", radius, h.map(direction, angle)), dtype);
    }
  }

  private Value low(Value x) {
    return h.map("and", x, number(x, MASK));
  }

  private Value high(Value x) {
    return shift("shift_right_logical", x, 32);
  }

  private Value shift(String op, Value x, long by) {
    return h.map(op, x, number(x, by));
  }

  private Value number(Value x, long number) {
    return h.constant(x.type(), number);
  }
}
