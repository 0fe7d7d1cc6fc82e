package mind.compiler.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs a nest one point at a time: the definition that compiled code must match bit for bit.
 *
 * <p>Buffers hold elements row-major and little-endian, a BOOL as one byte (0 is false, all else
 * true). An operand is read, and its indirect indices are checked, at the points at which a Load of
 * body or epilogue asks for it.
 */
public final class NestEvaluator {
  /** The status of a run in which every indirect index was in range. */
  public static final long IN_RANGE = -1;

  private static final long OUTSIDE = -1;

  private final Nest nest;
  private final IntFunction<ByteBuffer> buffers;
  private final ScalarEvaluator body;
  private final ScalarEvaluator epilogue;
  private final int[] parallel;
  private final int[] reduce;
  private final long[] point;
  private final long[] combined;
  private long status = IN_RANGE;

  private NestEvaluator(Nest nest, IntFunction<ByteBuffer> buffers) {
    this.nest = nest;
    this.buffers = number -> buffers.apply(number).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    body = new ScalarEvaluator(nest.body());
    epilogue = new ScalarEvaluator(nest.epilogue());
    parallel = axesOf(Axis.Kind.PARALLEL);
    reduce = axesOf(Axis.Kind.REDUCE);
    point = new long[nest.axes().size()];
    combined = new long[nest.body().results().size()];
  }

  /**
   * Runs {@code nest} on the buffers that its accesses number.
   *
   * @return the lowest flat position of an index operand whose value was out of range, or {@link
   *     #IN_RANGE}
   */
  public static long run(Nest nest, IntFunction<ByteBuffer> buffers) {
    NestEvaluator evaluator = new NestEvaluator(nest, buffers);
    evaluator.overAxes(evaluator.parallel, 0, evaluator::output);
    return evaluator.status;
  }

  private int[] axesOf(Axis.Kind kind) {
    int rank = nest.axes().size();
    return IntStream.range(0, rank).filter(a -> nest.axes().get(a).kind() == kind).toArray();
  }

  private void overAxes(int[] axes, int from, Runnable action) {
    if (from == axes.length) {
      action.run();
      return;
    }
    int axis = axes[from];
    for (long i = 0; i < nest.axes().get(axis).extent(); i++) {
      point[axis] = i;
      overAxes(axes, from + 1, action);
    }
    point[axis] = 0;
  }

  private void output() {
    switch (nest.combine()) {
      case NONE -> {
        runBody();
        writeResults();
      }
      case SCATTER_ADD -> overAxes(reduce, 0, this::scatter);
      case FMA_CHAIN, ADD_CHAIN, LANES, MAX, MIN -> {
        List<Reduction> reductions =
            IntStream.range(0, nest.chains()).mapToObj(this::reduction).toList();
        overAxes(
            reduce,
            0,
            () -> {
              runBody();
              reductions.forEach(Reduction::take);
              writeSides();
            });
        for (int chain = 0; chain < reductions.size(); chain++) {
          combined[chain] = reductions.get(chain).result();
        }
        writeResults();
      }
    }
  }

  private void runBody() {
    body.run(leaves);
    for (int i = 0; i < combined.length; i++) {
      combined[i] = body.result(i);
    }
  }

  private void writeResults() {
    epilogue.run(leaves);
    for (int i = 0; i < nest.epilogue().results().size(); i++) {
      write(nest.results().get(i), epilogue.result(i));
    }
  }

  private void writeSides() {
    for (int i = 0; i < nest.sides(); i++) {
      int result = nest.epilogue().results().size() + i;
      write(nest.results().get(result), combined[nest.chains() + i]);
    }
  }

  private void write(Access access, long value) {
    long at = locate(access, false);
    if (at != OUTSIDE) {
      write(access, at, value);
    }
  }

  private void scatter() {
    runBody();
    epilogue.run(leaves);
    Access access = nest.results().getFirst();
    long at = locate(access, false);
    if (at != OUTSIDE) {
      write(access, at, add(access.dtype(), read(access, at), epilogue.result(0)));
    }
  }

  private static long add(DType dtype, long a, long b) {
    return ScalarOp.ADD.apply(dtype, dtype, a, b, 0);
  }

  private final ScalarEvaluator.Leaves leaves =
      new ScalarEvaluator.Leaves() {
        @Override
        public long load(int operand) {
          return NestEvaluator.this.load(operand);
        }

        @Override
        public long axis(int axis) {
          return point[axis];
        }

        @Override
        public long combined(int index) {
          return combined[index];
        }
      };

  private long load(int operand) {
    Access access = nest.operands().get(operand);
    long at = locate(access, true);
    return at == OUTSIDE ? access.fill() : read(access, at);
  }

  /**
   * The flat position of an access at the current point, or OUTSIDE; reports indirect indices out
   * of range.
   */
  private long locate(Access access, boolean reading) {
    long flat = 0;
    boolean outside = false;
    for (int d = 0; d < access.extents().size(); d++) {
      Index index = access.indices().get(d);
      long extent = access.extents().get(d);
      long at;
      if (index.isIndirect()) {
        at = load(index.indirect());
        if (at < 0 || at >= extent) {
          report(nest.operands().get(index.indirect()));
          outside |= !reading;
          at = Math.clamp(at, 0, extent - 1);
        }
      } else {
        long numerator = index.at(point);
        at = numerator / index.divisor();
        boolean off = numerator % index.divisor() != 0 || at < 0 || at >= extent;
        if (off && !access.guarded()) {
          throw new IllegalStateException("unguarded access leaves its buffer: " + access);
        }
        outside |= off;
      }
      flat = flat * extent + at;
    }
    return outside ? OUTSIDE : flat;
  }

  /** An index that is itself a fill value has no position, so nothing is reported for it. */
  private void report(Access indexOperand) {
    long at = locate(indexOperand, true);
    if (at != OUTSIDE) {
      status = status == IN_RANGE ? at : Math.min(status, at);
    }
  }

  private long read(Access access, long at) {
    ByteBuffer buffer = buffers.apply(access.buffer());
    int offset = Math.toIntExact(at * access.dtype().bytes());
    return switch (access.dtype()) {
      case BOOL -> buffer.get(offset) != 0 ? 1 : 0;
      case I32, F32 -> buffer.getInt(offset);
      case I64, F64 -> buffer.getLong(offset);
    };
  }

  private void write(Access access, long at, long bits) {
    ByteBuffer buffer = buffers.apply(access.buffer());
    int offset = Math.toIntExact(at * access.dtype().bytes());
    switch (access.dtype()) {
      case BOOL -> buffer.put(offset, (byte) bits);
      case I32, F32 -> buffer.putInt(offset, (int) bits);
      case I64, F64 -> buffer.putLong(offset, bits);
    }
  }

  /** What becomes of the body's values at the reduce points of one output. */
  private interface Reduction {
    /** Takes the values now in {@link #combined}, at the current point. */
    void take();

    long result();
  }

  private Reduction reduction(int chain) {
    DType dtype = nest.body().resultTypes().get(2 * chain);
    return switch (nest.combine()) {
      case FMA_CHAIN, ADD_CHAIN -> new Chain(dtype, chain);
      case LANES -> new TrailingLanes(dtype);
      case MAX -> new Extreme(dtype, ScalarOp.MAX);
      case MIN -> new Extreme(dtype, ScalarOp.MIN);
      case NONE, SCATTER_ADD -> throw new IllegalStateException("not a reduction");
    };
  }

  private final class Chain implements Reduction {
    private final DType dtype;
    private final int number;
    private final List<Long> chunks = new ArrayList<>();
    private long accumulator;
    private int points;

    Chain(DType dtype, int number) {
      this.dtype = dtype;
      this.number = number;
    }

    @Override
    public void take() {
      accumulator =
          nest.combine() == Combine.FMA_CHAIN
              ? ScalarOp.FMA.apply(
                  dtype, dtype, combined[2 * number], combined[2 * number + 1], accumulator)
              : add(dtype, accumulator, combined[0]);
      points++;
      if (points == Combine.KC) {
        endChunk();
      }
    }

    private void endChunk() {
      chunks.add(accumulator);
      accumulator = 0;
      points = 0;
    }

    @Override
    public long result() {
      if (points > 0) {
        endChunk();
      }
      return chunks.stream().reduce((total, chunk) -> add(dtype, total, chunk)).orElseThrow();
    }
  }

  private final class Extreme implements Reduction {
    private final DType dtype;
    private final ScalarOp op;
    private boolean first = true;
    private long extreme;

    Extreme(DType dtype, ScalarOp op) {
      this.dtype = dtype;
      this.op = op;
    }

    @Override
    public void take() {
      extreme = first ? combined[0] : op.apply(dtype, dtype, extreme, combined[0], 0);
      first = false;
    }

    @Override
    public long result() {
      return extreme;
    }
  }

  /** The lanes of a reduction whose trailing axes are reduced. */
  private final class TrailingLanes implements Reduction {
    private final Lanes lanes;
    private final int[] run;

    TrailingLanes(DType dtype) {
      lanes = new Lanes(dtype);
      run = Arrays.copyOfRange(reduce, reduce.length - nest.trailingRun(), reduce.length);
    }

    @Override
    public void take() {
      long position = 0;
      for (int axis : run) {
        position = position * nest.axes().get(axis).extent() + point[axis];
      }
      lanes.add((int) (position % Combine.LANE_COUNT), combined[0]);
    }

    @Override
    public long result() {
      return lanes.result();
    }
  }

  private static final class Lanes {
    private final DType dtype;
    private final long[] lanes = new long[Combine.LANE_COUNT];
    private final List<Long> blocks = new ArrayList<>();
    private int points;

    Lanes(DType dtype) {
      this.dtype = dtype;
    }

    void add(int lane, long value) {
      lanes[lane] = NestEvaluator.add(dtype, lanes[lane], value);
      points++;
      if (points == Combine.LANE_BLOCK) {
        fold();
      }
    }

    private void fold() {
      for (int half = Combine.LANE_COUNT / 2; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] = NestEvaluator.add(dtype, lanes[l], lanes[l + half]);
        }
      }
      blocks.add(lanes[0]);
      Arrays.fill(lanes, 0);
      points = 0;
    }

    long result() {
      if (points > 0) {
        fold();
      }
      if (blocks.size() == 1) {
        return blocks.getFirst();
      }
      Lanes next = new Lanes(dtype);
      for (int i = 0; i < blocks.size(); i++) {
        next.add(i % Combine.LANE_COUNT, blocks.get(i));
      }
      return next.result();
    }
  }
}
