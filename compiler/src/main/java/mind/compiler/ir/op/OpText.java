package mind.compiler.ir.op;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Type;

/** Makes operations from IR text: the one table of their words. */
public final class OpText {
  private OpText() {}

  private static final Map<String, BiFunction<Attributes, Type, Op>> PARSERS =
      Map.ofEntries(
          Map.entry("const", Const::parse),
          Map.entry("unary", (a, t) -> new Unary(a.kind(Unary.Kind.class))),
          Map.entry("binary", (a, t) -> new Binary(a.kind(Binary.Kind.class))),
          Map.entry("compare", (a, t) -> new Compare(a.kind(Compare.Kind.class))),
          Map.entry("select", (a, t) -> new Select()),
          Map.entry("cast", (a, t) -> new Cast(t.dtype())),
          Map.entry("reduce", (a, t) -> new Reduce(a.kind(Reduce.Kind.class), a.integers("axes"))),
          Map.entry("broadcast", (a, t) -> new Broadcast(t.shape(), a.integers("dims"))),
          Map.entry("reshape", (a, t) -> new Reshape(t.shape())),
          Map.entry("transpose", (a, t) -> new Transpose(a.integers("perm"))),
          Map.entry("slice", (a, t) -> Slice.parse(a)),
          Map.entry("pad", (a, t) -> Pad.parse(a)),
          Map.entry("concat", (a, t) -> new Concat(a.integer("axis"))),
          Map.entry("gather", (a, t) -> new Gather(a.integer("axis"), a.integer("batch"))),
          Map.entry("scatter_add", (a, t) -> new ScatterAdd(a.integer("axis"), a.integer("batch"))),
          Map.entry("conv2d", (a, t) -> Conv2d.parse(a)),
          Map.entry("matmul", (a, t) -> new Matmul()),
          Map.entry("random", (a, t) -> new Random(a.kind(Random.Kind.class), t)));

  /**
   * The operation with this word and these attributes, if the word is one of the 19 (inputs are
   * declared in the header).
   *
   * @throws mind.compiler.ir.IrException E4xxx for attributes that are missing, malformed or not
   *     its own
   */
  public static Optional<Op> parse(String name, Attributes attributes, Type result) {
    return Optional.ofNullable(PARSERS.get(name))
        .map(p -> checked(p.apply(attributes, result), attributes));
  }

  /** Whatever is given counts: a text that says more than its operation would be misread. */
  private static Op checked(Op op, Attributes given) {
    Attributes own = op.attributes();
    for (String name : given.values().keySet()) {
      if (!own.values().containsKey(name)) {
        throw new IrException("E4003", op.name() + " has no attribute " + name);
      }
    }
    if (!own.kind().equals(given.kind())) {
      throw new IrException("E4003", op.name() + " has no kind '" + given.kind() + "'");
    }
    return op;
  }

  static String snakeCase(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_"); // Conv2d stays conv2d
  }
}
