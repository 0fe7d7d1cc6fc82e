package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarOp;

/** The combine rules as sequential loops, in the order that numerics fixes. */
final class Reductions {
  private final Lines out;
  private final Scalars scalars;

  Reductions(Lines out, Scalars scalars) {
    this.out = out;
    this.scalars = scalars;
  }

  /** Whether a rule gives the same bits in any order: extremes, and sums that wrap. */
  static boolean orderFree(Nest nest) {
    return switch (nest.combine()) {
      case MAX, MIN -> true;
      case FMA_CHAIN, ADD_CHAIN, LANES -> !dtype(nest).isFloat();
      case NONE, SCATTER_ADD -> false;
    };
  }

  static DType dtype(Nest nest) {
    return nest.body().resultTypes().getFirst();
  }

  /** The bits of the value that an order-free rule starts from. */
  static long identity(Nest nest) {
    DType dtype = dtype(nest);
    return switch (nest.combine()) {
      case MAX -> dtype.bits(Double.NEGATIVE_INFINITY) & (dtype == DType.BOOL ? 0 : -1);
      case MIN -> dtype.bits(Double.POSITIVE_INFINITY);
      case NONE, FMA_CHAIN, ADD_CHAIN, LANES, SCATTER_ADD -> 0;
    };
  }

  /** One step of a rule: what was combined so far, with the body's values at one more point. */
  String step(Nest nest, String so, List<String> values) {
    DType dtype = dtype(nest);
    String value = values.getFirst();
    return switch (nest.combine()) {
      case MAX -> scalars.apply(ScalarOp.MAX, dtype, dtype, so, value);
      case MIN -> scalars.apply(ScalarOp.MIN, dtype, dtype, so, value);
      case FMA_CHAIN -> scalars.apply(ScalarOp.FMA, dtype, dtype, value, values.get(1), so);
      case ADD_CHAIN, LANES, SCATTER_ADD -> add(dtype, so, value);
      case NONE -> value;
    };
  }

  private String add(DType dtype, String a, String b) {
    return scalars.apply(ScalarOp.ADD, dtype, dtype, a, b);
  }

  /** The values that the epilogue works on. */
  List<String> combined(Point point) {
    Nest nest = point.nest();
    return switch (nest.combine()) {
      case NONE, SCATTER_ADD -> scalars.write(nest.body(), point);
      case FMA_CHAIN, ADD_CHAIN -> List.of(chain(point));
      case MAX, MIN -> List.of(run(point, out.index(0), out.index(nest.reducePoints())));
      case LANES -> List.of(block(point, lanesSizes(nest), out.index(0)));
    };
  }

  /** Points from .. to - 1 of the reduce axes, in order, from the rule's identity. */
  private String run(Point point, String from, String to) {
    DType dtype = dtype(point.nest());
    return one(
        from,
        to,
        new Value(out.literal(dtype, identity(point.nest())), Types.scalar(dtype)),
        (k, so) -> step(point.nest(), so, at(point, k)));
  }

  private interface Step {
    String next(String counter, String present);
  }

  private String one(String from, String to, Value initial, Step step) {
    return out.loop(
            from,
            to,
            List.of(initial),
            (k, carried) ->
                List.of(new Value(step.next(k, carried.getFirst().name()), initial.type())))
        .getFirst()
        .name();
  }

  /** The body's values at a flat position of the reduce axes. */
  private List<String> at(Point point, String position) {
    Nest nest = point.nest();
    long outer = nest.reducePoints();
    String rest = position;
    for (int a = nest.axes().size() - 1; a >= 0; a--) {
      long extent = nest.axes().get(a).extent();
      if (nest.axes().get(a).isReduce() && extent > 1) {
        outer /= extent;
        String size = out.index(extent);
        point.axis(a, outer == 1 ? rest : out.apply("arith.remui", "index", rest, size));
        rest = outer == 1 ? rest : out.apply("arith.divui", "index", rest, size);
      }
    }
    return scalars.write(nest.body(), point);
  }

  /** Chunks of KC, each from +0; -0 is what the first of them is added to without a trace. */
  private String chain(Point point) {
    long points = point.nest().reducePoints();
    if (points <= Combine.KC) {
      return run(point, out.index(0), out.index(points));
    }
    DType dtype = dtype(point.nest());
    String none = out.literal(dtype, dtype.bits(-0.0));
    return one(
        out.index(0),
        out.index(Math.ceilDiv(points, Combine.KC)),
        new Value(none, Types.scalar(dtype)),
        (chunk, total) -> {
          String from = out.apply("arith.muli", "index", chunk, out.index(Combine.KC));
          return add(dtype, total, run(point, from, end(from, Combine.KC, points)));
        });
  }

  private String end(String from, long count, long size) {
    String full = out.apply("arith.addi", "index", from, out.index(count));
    return size % count == 0 ? full : out.apply("arith.minui", "index", full, out.index(size));
  }

  /** How many values are combined at each level: points, blocks of points, blocks of blocks. */
  private static List<Long> lanesSizes(Nest nest) {
    List<Long> sizes = new ArrayList<>(List.of(nest.reducePoints()));
    while (sizes.getLast() > Combine.LANE_BLOCK) {
      sizes.add(Math.ceilDiv(sizes.getLast(), Combine.LANE_BLOCK));
    }
    return sizes;
  }

  /** Block {@code number} of the last level: its values go to lanes, and the lanes fold. */
  private String block(Point point, List<Long> sizes, String number) {
    List<Long> lower = sizes.subList(0, sizes.size() - 1);
    Function<String, String> value =
        k -> lower.isEmpty() ? at(point, k).getFirst() : block(point, lower, k);
    long size = sizes.getLast();
    boolean single = size <= Combine.LANE_BLOCK;
    String from =
        single
            ? out.index(0)
            : out.apply("arith.muli", "index", number, out.index(Combine.LANE_BLOCK));
    String to = single ? out.index(size) : end(from, Combine.LANE_BLOCK, size);
    DType dtype = dtype(point.nest());
    String type = Types.vector(dtype, Combine.LANE_COUNT);
    String zeros = out.constant("dense<" + Types.literal(dtype, 0) + "> : " + type);
    return fold(
        dtype,
        one(
            from,
            to,
            new Value(zeros, type),
            (k, lanes) -> {
              String lane = lane(point.nest(), k, lower.isEmpty());
              String place = "[" + lane + " : index] : " + type;
              String sum =
                  add(dtype, out.let("vector.extractelement " + lanes + place), value.apply(k));
              return out.let("vector.insertelement " + sum + ", " + lanes + place);
            }));
  }

  /** A point's lane counts from the start of its trailing run; a block's in the row of blocks. */
  private String lane(Nest nest, String k, boolean points) {
    long run = 1;
    long left = points ? nest.trailingRun() : 0;
    for (int a = nest.axes().size() - 1; a >= 0 && left > 0; a--) {
      if (nest.axes().get(a).isReduce()) {
        run *= nest.axes().get(a).extent();
        left--;
      }
    }
    boolean whole = !points || run == nest.reducePoints();
    String position = whole ? k : out.apply("arith.remui", "index", k, out.index(run));
    return out.apply("arith.remui", "index", position, out.index(Combine.LANE_COUNT));
  }

  /** Lane l takes l + 8, l + 4, l + 2, l + 1. */
  private String fold(DType dtype, String lanes) {
    String all = lanes;
    for (int half = Combine.LANE_COUNT / 2; half > 0; half /= 2) {
      String type = Types.vector(dtype, half);
      all =
          out.apply(
              dtype.isFloat() ? "arith.addf" : "arith.addi",
              type,
              part(dtype, all, 0, half),
              part(dtype, all, half, half));
    }
    return out.let(
        "vector.extract "
            + all
            + "[0] : "
            + Types.scalar(dtype)
            + " from "
            + Types.vector(dtype, 1));
  }

  private String part(DType dtype, String lanes, int offset, int size) {
    return out.let(
        ("vector.extract_strided_slice " + lanes)
            + (" {offsets = [" + offset + "], sizes = [" + size + "], strides = [1]} : ")
            + (Types.vector(dtype, 2 * size) + " to " + Types.vector(dtype, size)));
  }
}
