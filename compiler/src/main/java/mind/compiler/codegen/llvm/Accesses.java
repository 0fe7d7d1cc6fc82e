package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Neighbours;
import org.jspecify.annotations.Nullable;

/**
 * Loads and stores of a nest's operands and results. Vectors along the lane axis are one access
 * where neighbours are adjacent in memory, one scalar where the lane axis doesn't matter, and lane
 * by lane otherwise.
 */
final class Accesses {
  /**
   * Where an access lies in its buffer, written when it is asked for.
   *
   * @param offset bytes from the buffer's start
   * @param inside whether it is to be made (null: always)
   */
  private record Place(Supplier<Value> address, Supplier<Value> offset, @Nullable Value inside) {}

  private final Ir ir;
  private final Nest nest;
  private final Frame frame;
  private final Places places;
  private final Scalars scalars;
  private final Arguments arguments;
  private final @Nullable Value status;
  private final Map<Integer, Map<Integer, Value>> turned = new HashMap<>();

  /**
   * @param status a cell to lower to the position of an index that is out of range; null if there
   *     can't be one
   */
  Accesses(Ir ir, Nest nest, Frame frame, Arguments arguments, @Nullable Value status) {
    this.ir = ir;
    this.arguments = arguments;
    this.nest = nest;
    this.frame = frame;
    this.status = status;
    places = new Places(ir, nest.axes(), frame);
    scalars = new Scalars(ir);
  }

  /** The value of an axis, as I64; a vector if it differs between lanes. */
  Value axis(int axis, Spot spot) {
    long[] strides = new long[nest.axes().size()];
    strides[axis] = 1;
    Value first = places.total(places.linear(0, Places.constants(strides), spot));
    return places.steps(first, axis == frame.laneAxis() ? 1 : 0, spot.lanes());
  }

  /** What an operand has at the spot: a scalar if all its lanes have the same. */
  Value load(int operand, Spot spot) {
    Access access = nest.operands().get(operand);
    return switch (spot.lanes() == 1 ? Neighbours.SAME : neighbours(access)) {
      case SAME -> loadScalar(access, new Spot(spot.row(), spot.column(), 1));
      case ADJACENT -> loadVector(access, spot);
      case APART ->
          turned.containsKey(operand)
              ? fromMemory(access.dtype(), turned(operand, spot.row()))
              : ir.gather(
                  IntStream.range(0, spot.lanes())
                      .mapToObj(l -> load(operand, spot.lane(l)))
                      .toList());
    };
  }

  /** Says what an operand has in each row of the tile being written, as it is in memory. */
  void turn(int operand, Map<Integer, Value> rows) {
    turned.put(operand, rows);
  }

  private Value turned(int operand, int row) {
    return Objects.requireNonNull(Objects.requireNonNull(turned.get(operand)).get(row));
  }

  /** Says that all operands are to be read from memory. */
  void unturn() {
    turned.clear();
  }

  /** Reads {@code lanes} neighbouring elements of an unguarded operand from the spot on. */
  Value loadAlong(int operand, Spot spot, int lanes) {
    Access access = nest.operands().get(operand);
    return read(Type.inMemory(access.dtype(), lanes), access, address(operand, spot));
  }

  private Value loadScalar(Access access, Spot spot) {
    Place place = place(access, spot, true);
    Type type = Type.inMemory(access.dtype(), 1);
    Value inside = place.inside();
    if (inside == null) {
      Value address = place.address().get();
      return fromMemory(access.dtype(), read(type, access, address));
    }
    // Reads the first element instead of one outside, which keeps the code free of branches.
    Value offset = ir.select(inside, place.offset().get(), Value.i64(0));
    Value address = ir.plus(buffer(access), offset);
    Value value = fromMemory(access.dtype(), read(type, access, address));
    return ir.select(inside, value, Scalars.literal(access.dtype(), access.fill()));
  }

  /** Where an unguarded operand has the spot's first element. */
  Value address(int operand, Spot spot) {
    Access access = nest.operands().get(operand);
    Place place = place(access, spot, true);
    return place.address().get();
  }

  /** What the spot of an unguarded result holds now. */
  Value loadResult(int result, Spot spot) {
    Access access = nest.results().get(result);
    Place place = place(access, spot, true);
    Value address = place.address().get();
    return held(access, address, frame.mask(spot), spot);
  }

  private Value read(Type type, Access access, Value address) {
    return ir.pure(
        type,
        "load " + type.text() + ", " + address.typed() + ", align " + access.dtype().bytes(),
        address);
  }

  private Value loadVector(Access access, Spot spot) {
    Place place = place(access, spot, true);
    Type type = Type.inMemory(access.dtype(), spot.lanes());
    Value address = place.address().get();
    Value inside = places.and(place.inside(), frame.mask(spot));
    if (inside == null) {
      return fromMemory(access.dtype(), read(type, access, address));
    }
    Value fill = Scalars.literal(access.dtype(), access.fill());
    if (access.dtype() == DType.BOOL) {
      fill = Value.constant(type.withLanes(1), access.fill() != 0 ? "1" : "0");
    }
    Value loaded =
        ir.intrinsic(
            "masked.load." + type.suffix() + ".p0",
            type,
            address,
            Value.constant(Type.I32, Integer.toString(access.dtype().bytes())),
            ir.splat(inside, spot.lanes()),
            ir.splat(fill, spot.lanes()));
    return fromMemory(access.dtype(), loaded);
  }

  /** The value in registers of what was read. */
  Value fromMemory(DType dtype, Value value) {
    return dtype == DType.BOOL
        ? ir.compare("icmp ne", value, Value.constant(value.type(), zero(value.type())))
        : value;
  }

  private static String zero(Type type) {
    return type.lanes() > 1 ? "zeroinitializer" : "0";
  }

  private Value toMemory(DType dtype, Value value) {
    Type type = Type.inMemory(dtype, value.type().lanes());
    return dtype == DType.BOOL
        ? ir.pure(type, "zext " + value.typed() + " to " + type.text(), value)
        : value;
  }

  /** Writes a result's value, a scalar or a vector, at the spot. */
  void store(int result, Value value, Spot spot) {
    write(nest.results().get(result), value, spot, false);
  }

  /** Adds to what the result's buffer holds at the spot. */
  void addTo(int result, Value value, Spot spot) {
    write(nest.results().get(result), value, spot, true);
  }

  private void write(Access access, Value value, Spot spot, boolean adding) {
    if (spot.lanes() > 1 && neighbours(access) != Neighbours.ADJACENT) {
      for (int l = 0; l < spot.lanes(); l++) {
        write(access, ir.lane(value, l), spot.lane(l), adding);
      }
      return;
    }
    Place place = place(access, spot, false);
    Value address = place.address().get();
    Value inside = places.and(place.inside(), frame.mask(spot));
    if (inside == null) {
      writeAt(access, address, value, spot, adding);
    } else if (inside.type().lanes() == 1) {
      ir.openIf(inside);
      writeAt(access, address, value, spot, adding);
      ir.closeIf();
    } else {
      writeMasked(access, address, value, inside, spot, adding);
    }
  }

  private void writeAt(Access access, Value address, Value value, Spot spot, boolean adding) {
    DType dtype = access.dtype();
    Value written = ir.splat(value, spot.lanes());
    if (adding) {
      written = scalars.add(dtype, held(access, address, null, spot), written);
    }
    Value stored = toMemory(dtype, written);
    ir.effect("store " + stored.typed() + ", " + address.typed() + ", align " + dtype.bytes());
  }

  private void writeMasked(
      Access access, Value address, Value value, Value mask, Spot spot, boolean adding) {
    DType dtype = access.dtype();
    Type type = Type.inMemory(dtype, spot.lanes());
    Value written = ir.splat(value, spot.lanes());
    if (adding) {
      written = scalars.add(dtype, held(access, address, mask, spot), written);
    }
    ir.effect(
        "call void @llvm.masked.store.%s.p0(%s, %s, i32 %s, %s)"
            .formatted(
                type.suffix(),
                toMemory(dtype, written).typed(),
                address.typed(),
                dtype.bytes(),
                mask.typed()));
  }

  /** What memory that is written has now; lanes that are masked are poison. */
  private Value held(Access access, Value address, @Nullable Value mask, Spot spot) {
    Type type = Type.inMemory(access.dtype(), spot.lanes());
    int bytes = access.dtype().bytes();
    return ir.pinned(
        type,
        mask == null
            ? "load " + type.text() + ", " + address.typed() + ", align " + bytes
            : "call %s @llvm.masked.load.%s.p0(%s, i32 %s, %s, %s poison)"
                .formatted(
                    type.text(), type.suffix(), address.typed(), bytes, mask.typed(), type.text()));
  }

  private Value buffer(Access access) {
    return arguments.buffer(access.buffer());
  }

  private Neighbours neighbours(Access access) {
    return Neighbours.along(frame.laneAxis(), access, nest);
  }

  private Place place(Access access, Spot spot, boolean reading) {
    int rank = nest.axes().size();
    List<Value> strides = new ArrayList<>(Collections.nCopies(rank, Value.i64(0)));
    long offset = 0;
    Value extra = Value.i64(0);
    Value inside = null;
    long[] bufferStrides = access.bufferStrides();
    for (int d = 0; d < bufferStrides.length; d++) {
      Index index = access.indices().get(d);
      long extent = access.extents().get(d);
      long bytes = bufferStrides[d] * access.dtype().bytes();
      if (index.isIndirect()) {
        Value value = index(index.indirect(), spot);
        Value outOfRange = ir.compare("icmp uge", value, Value.i64(extent));
        report(index.indirect(), outOfRange, spot);
        if (!reading) {
          inside = places.and(inside, ir.compare("icmp ult", value, Value.i64(extent)));
        }
        extra = ir.add(extra, ir.multiply(clamp(value, extent), bytes));
        continue;
      }
      long[] along = index.strides().stream().mapToLong(Long::longValue).toArray();
      if (access.guarded()) {
        inside =
            places.and(
                inside,
                places.inside(index.offset(), along, index.divisor(), extent, spot, spot.lanes()));
      }
      if (index.divisor() > 1) {
        Value numerator =
            places.total(places.linear(index.offset(), Places.constants(along), spot));
        Value quotient = ir.binary("sdiv", numerator, Value.i64(index.divisor()));
        extra = ir.add(extra, ir.multiply(quotient, bytes));
        continue;
      }
      offset += index.offset() * bytes;
      for (int a = 0; a < rank; a++) {
        strides.set(a, ir.add(strides.get(a), ir.multiply(arguments.number(along[a]), bytes)));
      }
    }
    return place(access, offset, strides, extra, spot, inside);
  }

  private Place place(
      Access access,
      long constant,
      List<Value> strides,
      Value extra,
      Spot spot,
      @Nullable Value inside) {
    Value buffer = buffer(access);
    Supplier<Value> offset =
        () -> ir.add(places.total(places.linear(constant, strides, spot)), extra);
    return extra.name().equals("0")
        ? new Place(() -> places.address(buffer, constant, strides, spot), offset, inside)
        : new Place(() -> ir.plus(buffer, offset.get()), offset, inside);
  }

  private Value clamp(Value index, long extent) {
    Value least = ir.intrinsic("smax.i64", Type.I64, index, Value.i64(0));
    return ir.least(least, Value.i64(extent - 1));
  }

  /** The value of an index operand at a spot where it is the same in all lanes. */
  private Value index(int operand, Spot spot) {
    Value value = load(operand, new Spot(spot.row(), spot.column(), 1));
    return scalars.convert(nest.operands().get(operand).dtype(), DType.I64, value);
  }

  private void report(int indexOperand, Value outOfRange, Spot spot) {
    Access access = nest.operands().get(indexOperand);
    Place place = place(access, new Spot(spot.row(), spot.column(), 1), true);
    Value position =
        ir.binary("lshr", place.offset().get(), Value.i64(Places.shift(access.dtype())));
    Value failed = places.and(outOfRange, place.inside());
    ir.lower(
        Objects.requireNonNull(status),
        ir.select(Objects.requireNonNull(failed), position, Value.i64(-1)));
  }
}
