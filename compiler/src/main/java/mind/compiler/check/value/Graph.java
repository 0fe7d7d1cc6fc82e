package mind.compiler.check.value;

import java.util.Arrays;
import java.util.function.Supplier;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Broadcast;
import mind.compiler.ir.op.Cast;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Concat;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Gather;
import mind.compiler.ir.op.Ints;
import mind.compiler.ir.op.Matmul;
import mind.compiler.ir.op.Op;
import mind.compiler.ir.op.Pad;
import mind.compiler.ir.op.Random;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Reshape;
import mind.compiler.ir.op.Select;
import mind.compiler.ir.op.Slice;
import mind.compiler.ir.op.Transpose;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the IR on checked values. Operands are of fitting types already; what a user
 * can get wrong is reported before it comes here. While a function is checked with its dimensions
 * as names nothing is recorded, and only types are computed.
 */
public final class Graph {
  private static final long[] SCALAR = {};

  private final Session session;
  private @Nullable Recorder recorder;
  private boolean stopped;
  private @Nullable Tensor predicate;

  /** What an error that only the sizes reveal is reported at: the expression being checked. */
  private @Nullable Node at;

  Graph(Session session) {
    this.session = session;
  }

  public boolean isRecording() {
    return recorder != null;
  }

  public @Nullable Recorder recorder() {
    return recorder;
  }

  /** Records into another function from now on, or nowhere; gives the one before. */
  public @Nullable Recorder switchTo(@Nullable Recorder other) {
    Recorder before = recorder;
    recorder = stopped ? null : other;
    return before;
  }

  /** A program with an error isn't compiled: nothing more of it is recorded. */
  void stop() {
    stopped = true;
    recorder = null;
  }

  /** The condition under which what is computed now is used; null if always. */
  public @Nullable Tensor predicate() {
    return predicate;
  }

  public void setPredicate(@Nullable Tensor predicate) {
    this.predicate = predicate;
  }

  public void at(Node node) {
    at = node;
  }

  /** The same tensor under a name of its own: derivatives by it are none by {@code x}. */
  public Tensor alias(Tensor x) {
    Recorder to = recorder;
    return to == null ? x : new Tensor(x.dtype(), x.dims(), to, to.alias(to.operand(x)));
  }

  public static Type irType(DType dtype, long[] dims) {
    return new Type(dtype, shape(dims));
  }

  private static Shape shape(long[] dims) {
    return Shape.of(dims);
  }

  /** A tensor of a type that was checked: not too large, and counted. */
  private Tensor typed(DType dtype, long[] dims) {
    Node node = at;
    if (node != null) {
      session.step(node);
      checkSize(dtype, dims);
    }
    return new Tensor(dtype, dims, null, 0);
  }

  /** Ends the check with an error if a tensor is larger than can be addressed. */
  public void checkSize(DType dtype, long[] dims) {
    Node node = at;
    if (node != null && !fits(dtype, dims, node)) {
      throw new LimitReached();
    }
  }

  /** Whether a tensor can be addressed, whatever the sizes of its names; else reports it. */
  public boolean fits(DType dtype, long[] dims, Node node) {
    long least = 1;
    for (long dim : dims) {
      least = Dims.isKnown(dim) ? session.dims().multiply(least, dim) : least;
    }
    if (least <= Type.MAX_ELEMENTS && dims.length <= Type.MAX_RANK) {
      return true;
    }
    if (dims.length > Type.MAX_RANK) {
      session
          .error(Code.RANK, node, "this tensor has too many dimensions")
          .note("it has " + dims.length + ", the limit is " + Type.MAX_RANK);
      return false;
    }
    session
        .error(Code.TENSOR_SIZE, node, "this tensor is too large")
        .note("it is " + dtype.text() + session.dims().text(dims))
        .note("the limit is " + Type.MAX_ELEMENTS + " elements");
    return false;
  }

  private Tensor record(Recorder to, Op op, Tensor type, Tensor... operands) {
    int[] ids = new int[operands.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = to.operand(operands[i]);
    }
    return new Tensor(type.dtype(), type.dims(), to, to.record(op, ids));
  }

  public Tensor constant(DType dtype, long bits, long... dims) {
    Tensor type = typed(dtype, dims);
    Recorder to = recorder;
    return to == null ? type : record(to, Const.splat(irType(dtype, dims), bits), type);
  }

  /** A constant of the tensor's type, rounded to its dtype. */
  public Tensor like(Tensor x, double value) {
    return constant(x.dtype(), x.dtype().bits(value), x.dims());
  }

  public Tensor scalar(DType dtype, double value) {
    return constant(dtype, dtype.bits(value), SCALAR);
  }

  /** A constant of the given elements in row-major order. */
  public Tensor dense(DType dtype, long[] dims, long[] bits) {
    Tensor type = typed(dtype, dims);
    Recorder to = recorder;
    if (to == null) {
      return type;
    }
    return record(
        to, Const.of(mind.compiler.ir.Tensor.of(irType(dtype, dims), i -> bits[(int) i])), type);
  }

  public Tensor iota(DType dtype, long[] dims, int axis) {
    Tensor type = typed(dtype, dims);
    Recorder to = recorder;
    return to == null ? type : record(to, Const.iota(irType(dtype, dims), axis), type);
  }

  public Tensor unary(Unary.Kind kind, Tensor x) {
    Tensor type = typed(x.dtype(), x.dims());
    Recorder to = recorder;
    return to == null ? type : record(to, new Unary(kind), type, x);
  }

  public Tensor binary(Binary.Kind kind, Tensor a, Tensor b) {
    Tensor type = typed(a.dtype(), a.dims());
    Recorder to = recorder;
    return to == null ? type : record(to, new Binary(kind), type, a, b);
  }

  public Tensor compare(Compare.Kind kind, Tensor a, Tensor b) {
    Tensor type = typed(DType.BOOL, a.dims());
    Recorder to = recorder;
    return to == null ? type : record(to, new Compare(kind), type, a, b);
  }

  public Tensor select(Tensor condition, Tensor then, Tensor otherwise) {
    Tensor type = typed(then.dtype(), then.dims());
    Recorder to = recorder;
    return to == null ? type : record(to, new Select(), type, condition, then, otherwise);
  }

  public Tensor cast(Tensor x, DType dtype) {
    if (x.dtype() == dtype) {
      return x;
    }
    Tensor type = typed(dtype, x.dims());
    Recorder to = recorder;
    return to == null ? type : record(to, new Cast(dtype), type, x);
  }

  /** Reduces over ascending axes and drops them. */
  public Tensor reduce(Reduce.Kind kind, Tensor x, int... axes) {
    if (axes.length == 0) {
      return x;
    }
    int[] kept = Shape.others(x.rank(), axes);
    long[] dims = new long[kept.length];
    Arrays.setAll(dims, i -> x.dims()[kept[i]]);
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Reduce(kind, Ints.of(axes)), type, x);
  }

  /** Dimension i of x becomes dimension {@code mapping[i]} of the result; the others repeat. */
  public Tensor broadcast(Tensor x, long[] dims, int... mapping) {
    if (Arrays.equals(x.dims(), dims)) {
      return x;
    }
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Broadcast(shape(dims), Ints.of(mapping)), type, x);
  }

  /** Repeats along new leading dimensions and those of size 1, as NumPy does. */
  public Tensor broadcastTo(Tensor x, long[] dims) {
    int[] mapping = new int[x.rank()];
    for (int i = 0; i < mapping.length; i++) {
      mapping[i] = dims.length - mapping.length + i;
    }
    return broadcast(x, dims, mapping);
  }

  /**
   * Brings back by repeating what a reduction of a tensor of these dims over {@code axes} dropped.
   */
  public Tensor unreduce(Tensor x, long[] dims, int... axes) {
    return broadcast(x, dims, Shape.others(dims.length, axes));
  }

  public Tensor reshape(Tensor x, long... dims) {
    if (Arrays.equals(x.dims(), dims)) {
      return x;
    }
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Reshape(shape(dims)), type, x);
  }

  public Tensor transpose(Tensor x, int... permutation) {
    boolean identity = true;
    long[] dims = new long[permutation.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.dims()[permutation[i]];
      identity &= permutation[i] == i;
    }
    if (identity) {
      return x;
    }
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Transpose(Ints.of(permutation)), type, x);
  }

  /** {@code dims} are the result's; in each dimension elements from start below end by step. */
  public Tensor slice(Tensor x, long[] dims, long[] starts, long[] ends, long[] steps) {
    if (Arrays.equals(x.dims(), dims) && Arrays.stream(starts).allMatch(s -> s == 0)) {
      return x;
    }
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    if (to == null) {
      return type;
    }
    Slice op = new Slice(Ints.of(starts), Ints.of(ends), Ints.of(steps));
    return record(to, op, type, x);
  }

  /** Elements from {@code start} below {@code end} of one dimension. */
  public Tensor slice(Tensor x, int axis, long start, long end) {
    long[] starts = new long[x.rank()];
    long[] ends = x.dims().clone();
    long[] steps = new long[x.rank()];
    Arrays.fill(steps, 1);
    starts[axis] = start;
    ends[axis] = end;
    long[] dims = x.dims().clone();
    dims[axis] = session.dims().subtract(end, start);
    return slice(x, dims, starts, ends, steps);
  }

  /**
   * Puts {@code interior} copies of the scalar {@code value} between neighbours of each dimension,
   * then {@code low} before and {@code high} after; negative ones take away.
   */
  public Tensor pad(Tensor x, Tensor value, long[] low, long[] high, long[] interior) {
    Tensor type = typed(x.dtype(), session.dims().padded(x.dims(), low, high, interior));
    Recorder to = recorder;
    if (to == null) {
      return type;
    }
    return record(to, new Pad(Ints.of(low), Ints.of(high), Ints.of(interior)), type, x, value);
  }

  public Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    long[] dims = parts[0].dims().clone();
    for (int i = 1; i < parts.length; i++) {
      dims[axis] = session.dims().add(dims[axis], parts[i].dims()[axis]);
    }
    Tensor type = typed(parts[0].dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Concat(axis), type, parts);
  }

  /**
   * Takes slices along {@code axis} by indices, the first {@code batch} dimensions of both going
   * together. Where the result isn't used, under a condition that doesn't hold, index 0 is read.
   */
  public Tensor gather(Tensor x, Tensor indices, int axis, int batch) {
    long[] dims = new long[x.rank() - 1 + indices.rank() - batch];
    System.arraycopy(x.dims(), 0, dims, 0, axis);
    System.arraycopy(indices.dims(), batch, dims, axis, indices.rank() - batch);
    int tail = x.rank() - axis - 1;
    System.arraycopy(x.dims(), axis + 1, dims, dims.length - tail, tail);
    Tensor condition = predicate;
    Tensor used = indices;
    if (condition != null) {
      used = select(broadcast(condition, indices.dims()), indices, like(indices, 0));
    }
    Tensor type = typed(x.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Gather(axis, batch), type, x, used);
  }

  /** [b.., m, k] by [b.., k, n]. */
  public Tensor matmul(Tensor a, Tensor b) {
    long[] dims = a.dims().clone();
    dims[dims.length - 1] = b.dims()[dims.length - 1];
    Tensor type = typed(a.dtype(), dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Matmul(), type, a, b);
  }

  /** Any operation, made only where it is recorded, with a result of this type. */
  public Tensor apply(DType dtype, long[] dims, Supplier<Op> op, Tensor... operands) {
    Tensor type = typed(dtype, dims);
    Recorder to = recorder;
    return to == null ? type : record(to, op.get(), type, operands);
  }

  /** Draws floats by an i64 key. */
  public Tensor random(Random.Kind kind, DType dtype, long[] dims, Tensor key) {
    Tensor type = typed(dtype, dims);
    Recorder to = recorder;
    return to == null ? type : record(to, new Random(kind, irType(dtype, dims)), type, key);
  }

  /** A new key from a key and an i64 number. */
  public Tensor fold(Tensor key, Tensor number) {
    Tensor type = typed(DType.I64, SCALAR);
    Recorder to = recorder;
    return to == null ? type : record(to, Random.fold(), type, key, number);
  }

  /** The number of a draw without a key, each of which gets a key of its own. */
  public long nextDraw() {
    Recorder to = recorder;
    return to == null ? 0 : to.nextDraw();
  }

  /** The request's seed, an i64 scalar. */
  public Tensor seed() {
    Recorder to = recorder;
    return to == null ? new Tensor(DType.I64, SCALAR, null, 0) : to.seed();
  }
}
