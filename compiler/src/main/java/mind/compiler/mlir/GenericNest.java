package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * A nest as one {@code linalg.generic}. Its dimensions are the parallel axes, and the reduce axes
 * too where any order gives the same bits; elsewhere they are loops inside. Operands that lie along
 * the dimensions are its inputs; others are read inside.
 *
 * @param slices the results
 * @param dims the axes that are its dimensions
 * @param maps by operand, for those that are inputs: which of the dimensions runs along each of the
 *     operand's; -1: there is one index
 * @param reduces whether the reduce axes are dimensions
 */
record GenericNest(
    Nest nest,
    List<Slice> slices,
    List<Integer> dims,
    SortedMap<Integer, List<Integer>> maps,
    boolean reduces) {

  /** The nest in this form, if its results are rectangles of the same axes. */
  static Optional<GenericNest> of(Nest nest) {
    List<Slice> slices = nest.results().stream().flatMap(r -> Slice.of(nest, r).stream()).toList();
    if (nest.combine() == Combine.SCATTER_ADD || slices.size() < nest.results().size()) {
      return Optional.empty();
    }
    List<Integer> parallel = sorted(slices.getFirst());
    boolean alike = slices.stream().allMatch(s -> sorted(s).equals(parallel));
    long buffers = nest.results().stream().mapToInt(Access::buffer).distinct().count();
    if (!alike || buffers < slices.size()) {
      return Optional.empty();
    }
    List<Integer> all = new ArrayList<>(parallel);
    IntStream.range(0, nest.axes().size())
        .filter(a -> nest.axes().get(a).isReduce() && nest.axes().get(a).extent() > 1)
        .forEach(all::add);
    GenericNest reducing = new GenericNest(nest, slices, all, maps(nest, all), true);
    return Optional.of(
        Reductions.orderFree(nest) && reducing.hasAllExtents()
            ? reducing
            : new GenericNest(nest, slices, parallel, maps(nest, parallel), false));
  }

  private static List<Integer> sorted(Slice slice) {
    return List.copyOf(new TreeSet<>(slice.running()));
  }

  /** Whether each reduce dimension's extent is that of some input's dimension. */
  private boolean hasAllExtents() {
    List<DType> one = List.of(Reductions.dtype(nest));
    return nest.epilogue().equals(ScalarCode.identity(one))
        && IntStream.range(0, dims.size())
            .filter(d -> nest.axes().get(dims.get(d)).isReduce())
            .allMatch(d -> maps.values().stream().anyMatch(map -> map.contains(d)));
  }

  private static SortedMap<Integer, List<Integer>> maps(Nest nest, List<Integer> dims) {
    SortedMap<Integer, List<Integer>> maps = new TreeMap<>();
    for (int o = 0; o < nest.operands().size(); o++) {
      int operand = o;
      projection(nest, nest.operands().get(o), dims).ifPresent(map -> maps.put(operand, map));
    }
    return Collections.unmodifiableSortedMap(maps);
  }

  /** The map of an access that takes whole dimensions along dimensions of the operation. */
  private static Optional<List<Integer>> projection(Nest nest, Access access, List<Integer> dims) {
    List<Integer> results = new ArrayList<>();
    for (int d = 0; d < access.extents().size(); d++) {
      Index index = access.indices().get(d);
      int along = -1;
      for (int a = 0; a < nest.axes().size(); a++) {
        boolean moves = index.strides().get(a) != 0 && nest.axes().get(a).extent() > 1;
        if (moves && (along >= 0 || index.strides().get(a) != 1)) {
          return Optional.empty();
        }
        along = moves ? a : along;
      }
      long extent = along < 0 ? 1 : nest.axes().get(along).extent();
      boolean whole = index.offset() == 0 && extent == access.extents().get(d);
      if (!whole || index.isIndirect() || index.divisor() != 1) {
        return Optional.empty();
      }
      if (along >= 0 && !dims.contains(along)) {
        return Optional.empty();
      }
      results.add(dims.indexOf(along));
    }
    return Optional.of(results);
  }

  private String map(List<Integer> results) {
    return IntStream.range(0, dims.size())
            .mapToObj(d -> "d" + d)
            .collect(Collectors.joining(", ", "affine_map<(", ") -> ("))
        + results.stream().map(d -> d < 0 ? "0" : "d" + d).collect(Collectors.joining(", "))
        + ")>";
  }

  /** Writes the operation, and where its results are parts of tensors puts them there. */
  void write(Lines out, Tensors tensors) {
    everywhere()
        .ifPresentOrElse(literal -> splat(literal, out, tensors), () -> generic(out, tensors));
  }

  private void generic(Lines out, Tensors tensors) {
    List<TensorValue> operands = nest.operands().stream().map(tensors::get).toList();
    List<Integer> inputs = List.copyOf(maps.keySet());
    List<String> indexing = new ArrayList<>();
    maps.forEach((operand, results) -> indexing.add(map(results)));
    List<TensorValue> outs = new ArrayList<>();
    List<TensorValue> wholes = new ArrayList<>();
    for (Slice slice : slices) {
      TensorValue whole = tensors.get(slice.access()); // before the part, which may lie in it then
      wholes.add(whole);
      indexing.add(map(slice.running().stream().map(dims::indexOf).toList()));
      outs.add(
          initial(
              out,
              slice.isWhole(nest)
                  ? whole
                  : tensors.empty(slice.access().dtype(), slice.extents(nest))));
    }
    List<TensorValue> ins = inputs.stream().map(operands::get).toList();
    String name = out.fresh();
    out.open(Lines.defined(name, outs.size()) + "linalg.generic {");
    out.add("indexing_maps = [" + String.join(", ", indexing) + "],");
    out.add("iterator_types = [" + iterators() + "]");
    out.close("}" + operands("ins", ins) + operands("outs", outs) + " {");
    body(out, operands, inputs);
    List<String> types = outs.stream().map(TensorValue::type).toList();
    out.add(
        "} -> " + (types.size() == 1 ? types.getFirst() : "(" + String.join(", ", types) + ")"));
    List<Value> results = Lines.results(name, types);
    for (int r = 0; r < slices.size(); r++) {
      TensorValue part = outs.get(r).named(results.get(r).name());
      tensors.set(slices.get(r).access().buffer(), placed(out, slices.get(r), part, wholes.get(r)));
    }
  }

  /** The value, if it is the same constant everywhere. */
  private Optional<ScalarCode.Literal> everywhere() {
    boolean plain =
        nest.combine() == Combine.NONE
            && nest.body().instructions().size() == 1
            && nest.epilogue().equals(ScalarCode.identity(nest.body().resultTypes()))
            && slices.getFirst().isWhole(nest);
    return plain && nest.body().instructions().getFirst() instanceof ScalarCode.Literal l
        ? Optional.of(l)
        : Optional.empty();
  }

  private void splat(ScalarCode.Literal literal, Lines out, Tensors tensors) {
    Access result = nest.results().getFirst();
    TensorValue empty = new TensorValue("", result.dtype(), result.extents());
    String value = Types.literal(literal.dtype(), literal.bits());
    tensors.set(
        result.buffer(),
        empty.named(out.let("arith.constant dense<" + value + "> : " + empty.type())));
  }

  private TensorValue placed(Lines out, Slice slice, TensorValue part, TensorValue whole) {
    return slice.isWhole(nest) ? part : whole.named(out.let(slice.insert(nest, part, whole)));
  }

  private static String operands(String word, List<TensorValue> tensors) {
    List<Value> values = tensors.stream().map(TensorValue::value).toList();
    return values.isEmpty()
        ? ""
        : " " + word + "(" + Value.names(values) + " : " + Value.types(values) + ")";
  }

  private String iterators() {
    return dims.stream()
        .map(a -> nest.axes().get(a).isReduce() ? "\"reduction\"" : "\"parallel\"")
        .collect(Collectors.joining(", "));
  }

  private TensorValue initial(Lines out, TensorValue empty) {
    if (!reduces) {
      return empty;
    }
    String start = out.literal(empty.dtype(), Reductions.identity(nest));
    return empty.named(
        out.let(
            ("linalg.fill ins(" + start + " : " + Types.scalar(empty.dtype()) + ")")
                + (" outs(" + empty.name() + " : " + empty.type() + ") -> " + empty.type())));
  }

  private void body(Lines out, List<TensorValue> operands, List<Integer> inputs) {
    Map<Integer, String> given = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    for (int o : inputs) {
      given.put(o, out.fresh());
      arguments.add(given.get(o) + ": " + Types.scalar(operands.get(o).dtype()));
    }
    List<String> before = new ArrayList<>();
    for (Slice slice : slices) {
      before.add(out.fresh());
      arguments.add(before.getLast() + ": " + Types.scalar(slice.access().dtype()));
    }
    out.open("^bb0(" + String.join(", ", arguments) + "):");
    Point point = new Point(out, nest, operands, given);
    if (needsAxes()) {
      for (int d = 0; d < dims.size(); d++) {
        point.axis(dims.get(d), out.let("linalg.index " + d + " : index"));
      }
    }
    List<Value> results = new ArrayList<>();
    List<String> values = values(out, point, before);
    for (int r = 0; r < values.size(); r++) {
      results.add(new Value(values.get(r), Types.scalar(slices.get(r).access().dtype())));
    }
    out.close("  linalg.yield " + Value.names(results) + " : " + Value.types(results));
  }

  private List<String> values(Lines out, Point point, List<String> before) {
    Scalars scalars = new Scalars(out);
    Reductions reductions = new Reductions(out, scalars);
    if (reduces) {
      return List.of(reductions.step(nest, before.getFirst(), scalars.write(nest.body(), point)));
    }
    point.combined(reductions.combined(point));
    return scalars.write(nest.epilogue(), point);
  }

  private boolean needsAxes() {
    return maps.size() < nest.operands().size()
        || readsAxis(nest.body())
        || readsAxis(nest.epilogue());
  }

  private static boolean readsAxis(ScalarCode code) {
    return code.instructions().stream().anyMatch(i -> i instanceof ScalarCode.AxisValue);
  }
}
