package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Reduce;
import mind.compiler.kernel.DType;

/**
 * {@code einsum("ij,jk->ik", a, b)}. Operands are taken from the left, two at a time: labels that
 * nothing else has are summed first, then one matmul between transposes and reshapes contracts what
 * only these two have. Nothing is repeated for it: shared labels are its batch. Two that share
 * nothing to contract are multiplied element by element.
 */
final class Einsum {
  private final Arguments a;
  private final Graph g;
  private final Dims dims;

  /** The size of each letter, and the operand it is known from. */
  private final Map<Integer, Size> sizes = new HashMap<>();

  private Einsum(Arguments a) {
    this.a = a;
    g = a.graph();
    dims = a.dims();
  }

  private record Size(long size, int operand) {}

  /** A tensor with a label for each of its dimensions, all different. */
  private record Labelled(Tensor tensor, List<Integer> labels) {}

  static Value einsum(Arguments a) {
    return new Einsum(a).build();
  }

  private Tensor build() {
    boolean method = !(a.value(0) instanceof Value.Text) && rest()[0] instanceof Value.Text;
    if (!((method ? rest()[0] : a.value(0)) instanceof Value.Text text)) {
      throw a.wrong(0, "an equation such as \"ij,jk->ik\"");
    }
    Equation equation;
    try {
      equation = Equation.parse(text.text());
    } catch (Equation.Malformed e) {
      throw malformed(e.reason());
    }
    List<Tensor> tensors = tensors(method ? turned() : given(equation), equation);
    long[] rest = ellipsis(equation, tensors);
    List<Labelled> operands = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      operands.add(labelled(tensors.get(i), equation.operands().get(i), rest, i));
    }
    return sum(operands, result(equation, rest.length));
  }

  /** What stands after the first argument. */
  private Value[] rest() {
    return switch (a.value(1)) {
      case Value.Array list -> list.elements();
      case Value.Tuple tuple -> tuple.parts();
      default -> new Value[] {a.value(1)};
    };
  }

  /** The operands of {@code x.einsum("ij,jk->ik", y)}. */
  private List<Value> turned() {
    List<Value> operands = new ArrayList<>(Arrays.asList(rest()));
    operands.set(0, a.value(0));
    return operands;
  }

  /** A list for one operand is a literal. */
  private List<Value> given(Equation equation) {
    boolean literal = equation.operands().size() == 1 && a.value(1) instanceof Value.Array;
    return literal ? List.of(a.value(1)) : Arrays.asList(rest());
  }

  private Rejected malformed(String reason) {
    a.error(Code.TYPE_MISMATCH, a.node(0), "not an equation: " + reason)
        .note("it has a letter for each dimension, as in \"ij,jk->ik\"; `...` stands for the rest");
    return new Rejected();
  }

  private List<Tensor> tensors(List<Value> given, Equation equation) {
    int count = equation.operands().size();
    if (given.size() != count) {
      a.error(
          Code.ARGUMENTS,
          a.call(),
          "the equation needs " + count + " operands, found " + given.size());
      throw new Rejected();
    }
    DType dtype = null;
    for (Value value : given) {
      dtype = dtype == null ? Conversions.dtype(value) : dtype;
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Value value : given) {
      Tensor tensor = a.tensor(value, dtype, 1);
      if (tensor.dtype() == DType.BOOL) {
        throw a.dtype(1, tensor, "a number");
      }
      tensors.add(tensor);
    }
    return List.of(a.sameDType(1, tensors));
  }

  /** The dims the ellipsis stands for: those of all operands broadcast. */
  private long[] ellipsis(Equation equation, List<Tensor> tensors) {
    long[] common = {};
    for (int i = 0; i < tensors.size(); i++) {
      Tensor x = tensors.get(i);
      List<Integer> labels = equation.operands().get(i);
      int at = labels.indexOf(Equation.ELLIPSIS);
      int count = x.rank() - labels.size() + (at < 0 ? 0 : 1);
      if (count < 0 || (at < 0 && count > 0)) {
        a.error(
                Code.RANK,
                a.call(),
                "operand "
                    + i
                    + " has "
                    + x.rank()
                    + " dimensions, but its labels are `"
                    + Equation.text(labels)
                    + "`")
            .note("it is " + a.describe(x));
        throw new Rejected();
      }
      if (at >= 0) {
        long[] own = Arrays.copyOfRange(x.dims(), at, at + count);
        long[] both = a.operators().broadcasting().shape(common, own, a.call());
        if (both == null) {
          throw new Rejected();
        }
        common = both;
      }
    }
    return common;
  }

  private List<Integer> result(Equation equation, int ellipsis) {
    List<Integer> labels = new ArrayList<>();
    for (int label : equation.result()) {
      for (int k = ellipsis; label == Equation.ELLIPSIS && k > 0; k--) {
        labels.add(-k);
      }
      if (label != Equation.ELLIPSIS) {
        labels.add(label);
      }
    }
    if (ellipsis > 0 && !equation.result().contains(Equation.ELLIPSIS)) {
      throw malformed("`...` is not in the result");
    }
    return labels;
  }

  /**
   * An operand with labels, those of the ellipsis counted from its end and below zero. Where it
   * would be repeated for the ellipsis it has no such dimension. Equal labels are a diagonal.
   */
  private Labelled labelled(Tensor x, List<Integer> given, long[] rest, int operand) {
    List<Integer> labels = new ArrayList<>();
    int count = x.rank() - given.size() + 1;
    for (int label : given) {
      for (int k = count; label == Equation.ELLIPSIS && k > 0; k--) {
        labels.add(-k);
      }
      if (label != Equation.ELLIPSIS) {
        labels.add(label);
      }
    }
    List<Integer> kept = new ArrayList<>();
    List<Long> keptDims = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      int label = labels.get(i);
      long size = x.dims()[i];
      if (label > 0) {
        agree(label, size, operand);
      }
      if (label > 0 || size == rest[rest.length + label]) {
        kept.add(label);
        keptDims.add(size);
      }
    }
    long[] shape = keptDims.stream().mapToLong(Long::longValue).toArray();
    return diagonal(new Labelled(g.reshape(x, shape), kept));
  }

  private void agree(int label, long size, int operand) {
    Size known = sizes.putIfAbsent(label, new Size(size, operand));
    if (known != null && known.size() != size) {
      String one = dims.text(known.size()) + " in operand " + known.operand();
      String other = dims.text(size) + " in operand " + operand;
      var draft =
          a.error(
              Code.INNER_DIMENSIONS,
              a.call(),
              "label `" + Equation.text(label) + "` is " + one + " and " + other);
      if (Dims.isSymbol(size) || Dims.isSymbol(known.size())) {
        draft.note("a named dimension may have any size: it equals itself only");
      }
      throw new Rejected();
    }
  }

  /** Of two dimensions with one label, every (n + 1)th element of both taken as one. */
  private Labelled diagonal(Labelled x) {
    for (int i = 0; i < x.labels().size(); i++) {
      int second = x.labels().lastIndexOf(x.labels().get(i));
      if (second > i) {
        int first = i;
        int[] others =
            IntStream.range(0, x.labels().size()).filter(k -> k != first && k != second).toArray();
        int[] order = IntStream.concat(IntStream.of(i, second), IntStream.of(others)).toArray();
        List<Integer> labels = new ArrayList<>();
        labels.add(x.labels().get(i));
        for (int other : others) {
          labels.add(x.labels().get(other));
        }
        return diagonal(new Labelled(everyNth(g.transpose(x.tensor(), order)), labels));
      }
    }
    return x;
  }

  /** [n, n, ..] to its diagonal [n, ..]. */
  private Tensor everyNth(Tensor x) {
    long n = x.dims()[0];
    long[] flat = Arrays.copyOfRange(x.dims(), 1, x.rank());
    flat[0] = dims.multiply(n, n);
    long[] steps = new long[flat.length];
    Arrays.fill(steps, 1);
    steps[0] = dims.add(n, 1);
    long[] shape = flat.clone();
    shape[0] = n;
    return g.slice(g.reshape(x, flat), shape, new long[flat.length], flat, steps);
  }

  private Tensor sum(List<Labelled> operands, List<Integer> result) {
    Labelled left = operands.getFirst();
    for (int i = 1; i < operands.size(); i++) {
      Set<Integer> later = new HashSet<>(result);
      operands.subList(i + 1, operands.size()).forEach(o -> later.addAll(o.labels()));
      left = product(left, operands.get(i), later);
    }
    return ordered(summed(left, new HashSet<>(result)), result).tensor();
  }

  /** Summed over the labels that are needed nowhere. */
  private Labelled summed(Labelled x, Set<Integer> needed) {
    List<Integer> kept = new ArrayList<>(x.labels());
    kept.retainAll(needed);
    int[] axes =
        IntStream.range(0, x.labels().size())
            .filter(i -> !needed.contains(x.labels().get(i)))
            .toArray();
    return new Labelled(g.reduce(Reduce.Kind.SUM, x.tensor(), axes), kept);
  }

  private Labelled ordered(Labelled x, List<Integer> labels) {
    int[] order = labels.stream().mapToInt(x.labels()::indexOf).toArray();
    return new Labelled(g.transpose(x.tensor(), order), labels);
  }

  private Labelled product(Labelled x, Labelled y, Set<Integer> later) {
    Labelled left = summed(x, union(y.labels(), later));
    Labelled right = summed(y, union(x.labels(), later));
    List<Integer> shared = new ArrayList<>(left.labels());
    shared.retainAll(right.labels());
    List<Integer> batch = new ArrayList<>(shared);
    batch.retainAll(later);
    List<Integer> contracted = new ArrayList<>(shared);
    contracted.removeAll(later);
    List<Integer> rows = new ArrayList<>(left.labels());
    rows.removeAll(shared);
    List<Integer> columns = new ArrayList<>(right.labels());
    columns.removeAll(shared);
    List<Integer> labels = joined(joined(batch, rows), columns);
    if (contracted.isEmpty()) {
      long[] shape = labels.stream().mapToLong(label -> size(label, left, right)).toArray();
      Tensor a = repeated(left, labels, shape);
      return new Labelled(g.binary(Binary.Kind.MUL, a, repeated(right, labels, shape)), labels);
    }
    Tensor a = ordered(left, joined(joined(batch, rows), contracted)).tensor();
    Tensor b = ordered(right, joined(joined(batch, contracted), columns)).tensor();
    int lead = batch.size();
    Tensor matrix =
        g.matmul(
            matrices(a, lead, lead + rows.size()), matrices(b, lead, lead + contracted.size()));
    long[] shape = Arrays.copyOf(a.dims(), labels.size());
    int from = b.rank() - columns.size();
    System.arraycopy(b.dims(), from, shape, lead + rows.size(), columns.size());
    return new Labelled(g.reshape(matrix, shape), labels);
  }

  /** The dimensions from {@code lead} below {@code split} as one, and those from there on. */
  private Tensor matrices(Tensor x, int lead, int split) {
    long[] shape = Arrays.copyOf(x.dims(), lead + 2);
    shape[lead] = dims.product(Arrays.copyOfRange(x.dims(), lead, split));
    shape[lead + 1] = dims.product(Arrays.copyOfRange(x.dims(), split, x.rank()));
    return g.reshape(x, shape);
  }

  private Tensor repeated(Labelled x, List<Integer> labels, long[] shape) {
    List<Integer> own = new ArrayList<>(labels);
    own.retainAll(x.labels());
    int[] mapping = own.stream().mapToInt(labels::indexOf).toArray();
    return g.broadcast(ordered(x, own).tensor(), shape, mapping);
  }

  private static long size(int label, Labelled x, Labelled y) {
    int i = x.labels().indexOf(label);
    return i >= 0 ? x.tensor().dims()[i] : y.tensor().dims()[y.labels().indexOf(label)];
  }

  private static List<Integer> joined(List<Integer> a, List<Integer> b) {
    List<Integer> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Set<Integer> union(List<Integer> a, Set<Integer> b) {
    Set<Integer> all = new HashSet<>(b);
    all.addAll(a);
    return all;
  }
}
