package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Random;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;
import org.jspecify.annotations.Nullable;

/** The table of built-ins. */
public final class Builtins {
  private static final Map<String, Builtin> TABLE = new LinkedHashMap<>();
  private static final Map<String, String> ALIASES = new HashMap<>();

  /** Functions of functions, which {@code check} itself implements. */
  public static final Set<String> TRANSFORMS = Set.of("grad", "value_and_grad");

  /** Built-ins of the language that this compiler doesn't have yet. */
  public static final Set<String> UNSUPPORTED =
      Set.of(
          "vjp",
          "jvp",
          "jacobian",
          "backward",
          "einsum",
          "conv2d",
          "max_pool2d",
          "maxpool2d",
          "avg_pool2d",
          "avgpool2d",
          "batch_norm",
          "layer_norm",
          "rms_norm",
          "dropout",
          "attention",
          "print",
          "assert",
          "slice",
          "index",
          "pad");

  static {
    arithmetic();
    functions();
    activations();
    reductions();
    shapes();
    creation();
    put("dot", "a, b", a -> a.kit().matrix().multiply(a.value(0), a.value(1), a.call()));
    put("matmul", "a, b", a -> a.kit().matrix().multiply(a.value(0), a.value(1), a.call()));
    put("mse_loss", "prediction, target", Losses::meanSquaredError);
    put("cross_entropy", "logits, labels|target", Losses::crossEntropy);
    put("stop_gradient", "x", Elementwise::stopGradient);
  }

  private Builtins() {}

  private static void put(String name, String parameters, Builtin.Composition composition) {
    TABLE.put(name, Builtin.of(name, parameters, composition));
  }

  private static void alias(String alias, String name) {
    ALIASES.put(alias, name);
  }

  private static void arithmetic() {
    put("add", "a, b", Elementwise.binary(Binary.Kind.ADD));
    put("sub", "a, b", Elementwise.binary(Binary.Kind.SUB));
    put("mul", "a, b", Elementwise.binary(Binary.Kind.MUL));
    put("div", "a, b", Elementwise.binary(Binary.Kind.DIV));
    put("rem", "a, b", Elementwise.binary(Binary.Kind.REM));
    put("pow", "x, exponent", Elementwise::pow);
    put("maximum", "a, b", Elementwise.binary(Binary.Kind.MAX));
    put("minimum", "a, b", Elementwise.binary(Binary.Kind.MIN));
    put("equal", "a, b", Elementwise.compare(Compare.Kind.EQ));
    put("less", "a, b", Elementwise.compare(Compare.Kind.LT));
    put("greater", "a, b", Elementwise.compare(Compare.Kind.GT));
    put("neg", "x", Elementwise::neg);
    put("where", "condition, a, b", Elementwise::where);
    put("clip", "x, min|lo|low?, max|hi|high?", Elementwise::clip);
    alias("clamp", "clip");
    alias("subtract", "sub");
    alias("multiply", "mul");
    alias("divide", "div");
  }

  private static void functions() {
    Map<String, Unary.Kind> direct = new LinkedHashMap<>();
    direct.put("abs", Unary.Kind.ABS);
    direct.put("sign", Unary.Kind.SIGN);
    direct.put("exp", Unary.Kind.EXP);
    direct.put("expm1", Unary.Kind.EXPM1);
    direct.put("log", Unary.Kind.LOG);
    direct.put("log1p", Unary.Kind.LOG1P);
    direct.put("sqrt", Unary.Kind.SQRT);
    direct.put("sin", Unary.Kind.SIN);
    direct.put("cos", Unary.Kind.COS);
    direct.put("atan", Unary.Kind.ATAN);
    direct.put("tanh", Unary.Kind.TANH);
    direct.put("erf", Unary.Kind.ERF);
    direct.put("floor", Unary.Kind.FLOOR);
    direct.put("sigmoid", Unary.Kind.LOGISTIC);
    direct.forEach((name, kind) -> put(name, "x", Elementwise.unary(kind)));
    floats("log2", Elementwise.logarithm(2));
    floats("log10", Elementwise.logarithm(10));
    floats("rsqrt", Elementwise::rsqrt);
    floats("tan", Elementwise::tan);
    floats("sinh", Elementwise::sinh);
    floats("cosh", Elementwise::cosh);
    floats("asin", Elementwise::asin);
    floats("acos", Elementwise::acos);
    floats("ceil", Elementwise::ceil);
    floats("round", Elementwise::round);
    floats("square", (g, x) -> g.binary(Binary.Kind.MUL, x, x));
    put("atan2", "y, x", Elementwise::atan2);
  }

  private static void floats(String name, Elementwise.FloatFunction function) {
    put(name, "x", Elementwise.floats(function));
  }

  private static void activations() {
    floats("relu", Activations::relu);
    floats("silu", Activations::silu);
    floats("softplus", Activations::softplus);
    put("leaky_relu", "x, slope|negative_slope|alpha?", Activations::leakyRelu);
    put("gelu", "x, approximate?", Activations::gelu);
    put("softmax", "x, axis|dim|axes?", Activations::softmax);
    put("log_softmax", "x, axis|dim|axes?", Activations::logSoftmax);
    alias("swish", "silu");
  }

  private static void reductions() {
    String parameters = "x, axes|axis|dim?, keepdims|keepdim?";
    put("sum", parameters, Reductions::sum);
    put("mean", parameters, Reductions::mean);
    put("prod", parameters, Reductions::prod);
    put("logsumexp", parameters, Reductions::logsumexp);
    put("var", parameters + ", ddof|correction?", Reductions::variance);
    put("std", parameters + ", ddof|correction?", Reductions::deviation);
    String one = "x, axis|dim|axes?, keepdims|keepdim?";
    put("argmax", one, Reductions.place(Reduce.Kind.MAX));
    put("argmin", one, Reductions.place(Reduce.Kind.MIN));
    put("cumsum", "x, axis|dim?", Reductions::cumsum);
    extreme("max", Reductions.extreme(Reduce.Kind.MAX, Binary.Kind.MAX));
    extreme("min", Reductions.extreme(Reduce.Kind.MIN, Binary.Kind.MIN));
  }

  /** {@code max(a, b)} compares element by element; {@code max(x, axis=0)} reduces. */
  private static void extreme(String name, Builtin.Composition composition) {
    Builtin plain = Builtin.of(name, "x, other?, axes|axis|dim?, keepdims|keepdim?", composition);
    TABLE.put(name, plain);
  }

  private static void shapes() {
    put("reshape", "x, shape*", Shapes::reshape);
    put("transpose", "x, axes|permutation|perm*?", Shapes::transpose);
    put("expand_dims", "x, axis|axes|dim", Shapes::expandDims);
    put("squeeze", "x, axis|axes|dim?", Shapes::squeeze);
    put("flatten", "x", Shapes::flatten);
    put("broadcast_to", "x, shape*", Shapes::broadcastTo);
    put("concat", "tensors*, axis|dim?", Shapes::concat);
    put("stack", "tensors*, axis|dim?", Shapes::stack);
    put("split", "x, count|parts, axis|dim?", Shapes::split);
    put("flip", "x, axes|axis|dim?", Shapes::flip);
    put("take", "x, indices, axis|dim?", Shapes::take);
    put("gather", "x, indices, axis|dim?", Shapes::take);
    put("tril", "x, k|diagonal?", Shapes.triangle(Compare.Kind.LE));
    put("triu", "x, k|diagonal?", Shapes.triangle(Compare.Kind.GE));
    put("shape", "x", Shapes::shape);
    put("rank", "x", Shapes::rank);
    alias("unsqueeze", "expand_dims");
    alias("concatenate", "concat");
    alias("permute", "transpose");
  }

  private static void creation() {
    put("zeros", "shape*, dtype?", Creation.filled(0));
    put("ones", "shape*, dtype?", Creation.filled(1));
    put("zeros_like", "x", Creation.filledLike(0));
    put("ones_like", "x", Creation.filledLike(1));
    put("full", "shape, value|fill_value, dtype?", Creation::full);
    put("eye", "n, m?, dtype?", Creation::eye);
    put("arange", "start, stop?, step?, dtype?", Creation::arange);
    put("linspace", "start, stop, count|num?, dtype?", Creation::linspace);
    put("one_hot", "labels, classes|depth|num_classes, dtype?", Creation::oneHot);
    Builtin.Composition normal = Creation.draw(Random.Kind.NORMAL);
    put("rand", "shape*?, key?, dtype?, low|min?, high|max?", Creation.draw(Random.Kind.UNIFORM));
    put("randn", "shape*?, key?, dtype?, mean?, stddev|std?", normal);
    put("fold_in", "key, n", Creation::foldIn);
    alias("uniform", "rand");
    alias("random_uniform", "rand");
    alias("normal", "randn");
    alias("random_normal", "randn");
  }

  /** The built-in of that name, or null. */
  public static @Nullable Builtin find(String name) {
    return TABLE.get(ALIASES.getOrDefault(name, name));
  }

  /** Every name that stands for a built-in, its aliases too. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(TABLE.keySet());
    names.addAll(ALIASES.keySet());
    names.addAll(TRANSFORMS);
    names.addAll(UNSUPPORTED);
    names.sort(null);
    return names;
  }

  /** Every built-in once, in the table's order. */
  public static List<Builtin> all() {
    return List.copyOf(TABLE.values());
  }
}
