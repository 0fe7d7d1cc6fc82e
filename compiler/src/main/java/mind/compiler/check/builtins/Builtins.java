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
  public static final Set<String> TRANSFORMS =
      Set.of("grad", "value_and_grad", "vjp", "jvp", "jacobian", "backward");

  /** Outputs for whoever runs the program, which {@code check} itself implements, too. */
  public static final Set<String> DEBUGGING = Set.of("print", "assert");

  static {
    arithmetic();
    functions();
    activations();
    reductions();
    shapes();
    creation();
    networks();
    put("dot", "a, b", a -> a.kit().matrix().multiply(a.value(0), a.value(1), a.call()));
    put("matmul", "a, b", a -> a.kit().matrix().multiply(a.value(0), a.value(1), a.call()));
    put("einsum", "equation, operands*", Einsum::einsum);
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
    direct.put("relu", Unary.Kind.RELU);
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
    floats("silu", Activations::silu);
    floats("softplus", Activations::softplus);
    put("leaky_relu", "x, slope|negative_slope|alpha=0.01", Activations::leakyRelu);
    put("gelu", "x, approximate=false", Activations::gelu);
    put("softmax", "x, axis=-1", Activations::softmax);
    put("log_softmax", "x, axis=-1", Activations::logSoftmax);
    alias("swish", "silu");
  }

  private static void reductions() {
    String parameters = "x, axes?, keepdims=false";
    put("sum", parameters, Reductions::sum);
    put("mean", parameters, Reductions::mean);
    put("prod", parameters, Reductions::prod);
    put("logsumexp", parameters, Reductions::logsumexp);
    put("var", parameters + ", ddof|correction=0", Reductions::variance);
    put("std", parameters + ", ddof|correction=0", Reductions::deviation);
    String one = "x, axis?, keepdims=false";
    put("argmax", one, Reductions.place(Reduce.Kind.MAX));
    put("argmin", one, Reductions.place(Reduce.Kind.MIN));
    put("cumsum", "x, axis=0", Reductions::cumsum);
    extreme("max", Reductions.extreme(Reduce.Kind.MAX, Binary.Kind.MAX));
    extreme("min", Reductions.extreme(Reduce.Kind.MIN, Binary.Kind.MIN));
  }

  /** {@code max(a, b)} compares element by element; {@code max(x, axis=0)} reduces. */
  private static void extreme(String name, Builtin.Composition composition) {
    Builtin plain = Builtin.of(name, "x, other?, axes?, keepdims=false", composition);
    TABLE.put(name, plain);
  }

  private static void shapes() {
    put("reshape", "x, shape*", Shapes::reshape);
    put("transpose", "x, axes|permutation|perm*?", Shapes::transpose);
    put("expand_dims", "x, axis", Shapes::expandDims);
    put("squeeze", "x, axis?", Shapes::squeeze);
    put("flatten", "x", Shapes::flatten);
    put("broadcast_to", "x, shape*", Shapes::broadcastTo);
    put("concat", "tensors*, axis=0", Shapes::concat);
    put("stack", "tensors*, axis=0", Shapes::stack);
    put("split", "x, count|parts|sections, axis=0", Shapes::split);
    put("flip", "x, axes?", Shapes::flip);
    put("take", "x, indices|index|idx, axis=0", Shapes::take);
    put("gather", "x, indices|index|idx, axis=0", Shapes::take);
    put(
        "slice",
        "x, starts|start, ends|end|stop?, steps|step|strides|stride=1, axes?",
        Slices::slice);
    put("index", "x, indices|index|idx|i*, axis?", Slices::index);
    put("pad", "x, widths|pad_width|padding, value|constant_values=0, interior=0", Slices::pad);
    put("tril", "x, k|diagonal=0", Shapes.triangle(Compare.Kind.LE));
    put("triu", "x, k|diagonal=0", Shapes.triangle(Compare.Kind.GE));
    put("shape", "x", Shapes::shape);
    put("rank", "x", Shapes::rank);
    alias("unsqueeze", "expand_dims");
    alias("concatenate", "concat");
    alias("permute", "transpose");
  }

  private static void networks() {
    String moves = "strides=1, padding=Valid, dilation=1, groups=1, layout=\"NHWC\", bias?";
    put("conv2d", "x, w|weight|weights|kernel, " + moves, Convolutions::conv2d);
    String window = "x, window, strides?, padding=Valid, layout=\"NHWC\"";
    put("max_pool2d", window, Pooling::max);
    put("avg_pool2d", window + ", count_include_pad=true", Pooling::average);
    alias("maxpool2d", "max_pool2d");
    alias("avgpool2d", "avg_pool2d");
    String scale = "scale|gamma|weight?";
    String bias = "bias|beta?";
    put("layer_norm", "x, " + scale + ", " + bias + ", axes=-1, eps=1e-5", Normalisations::layer);
    put("rms_norm", "x, " + scale + ", axes=-1, eps=1e-6", Normalisations::rootMeanSquare);
    put(
        "batch_norm",
        "x, mean?, var|variance?, " + scale + ", " + bias + ", axis=-1, eps=1e-5",
        Normalisations::batch);
    put("dropout", "x, rate|p=0.5, key?, training=true", Draws::dropout);
    put(
        "attention",
        "q|query, k|key, v|value, mask|attn_mask?, causal|is_causal=false, scale?",
        Attention::attention);
  }

  private static void creation() {
    put("zeros", "shape*, dtype=f32", Creation.filled(0));
    put("ones", "shape*, dtype=f32", Creation.filled(1));
    put("zeros_like", "x", Creation.filledLike(0));
    put("ones_like", "x", Creation.filledLike(1));
    put("full", "shape, value|fill_value, dtype?", Creation::full);
    put("eye", "n, m?, dtype=f32", Creation::eye);
    put("arange", "start, stop?, step=1, dtype?", Creation::arange);
    put("linspace", "start, stop, count|num|steps=50, dtype=f32", Creation::linspace);
    put("one_hot", "labels, classes|depth|num_classes, dtype=f32", Creation::oneHot);
    Builtin.Composition normal = Draws.draw(Random.Kind.NORMAL);
    put("rand", "shape*?, key?, dtype=f32, low|min=0, high|max=1", Draws.draw(Random.Kind.UNIFORM));
    put("randn", "shape*?, key?, dtype=f32, mean=0, stddev|std=1", normal);
    put("fold_in", "key, n", Draws::foldIn);
    alias("uniform", "rand");
    alias("random_uniform", "rand");
    alias("normal", "randn");
    alias("random_normal", "randn");
  }

  /** The built-in of that name, or null. */
  public static @Nullable Builtin find(String name) {
    return TABLE.get(ALIASES.getOrDefault(name, name));
  }

  /** Whether a name stands for a built-in. */
  public static boolean isBuiltin(String name) {
    return find(name) != null || TRANSFORMS.contains(name) || DEBUGGING.contains(name);
  }

  /** How the built-in of that name is called. */
  public static String signature(String name) {
    Builtin builtin = find(name);
    if (builtin != null) {
      return builtin.signature();
    }
    return switch (name) {
      case "print" -> "print(values..)";
      case "assert" -> "assert(condition, message..)";
      default -> name + "(f, ..)";
    };
  }

  /** Every name that stands for a built-in, its aliases too. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(TABLE.keySet());
    names.addAll(ALIASES.keySet());
    names.addAll(TRANSFORMS);
    names.addAll(DEBUGGING);
    names.sort(null);
    return names;
  }

  /** Every built-in once, in the table's order. */
  public static List<Builtin> all() {
    return List.copyOf(TABLE.values());
  }
}
