package mind.compiler.kernel.math;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/** The functions of one argument, for tests that treat all alike. */
@SuppressWarnings("ImmutableEnumChecker") // the lambdas hold no state
enum MathFunction {
  EXP(Elementary::exp, StrictMath::exp),
  EXPM1(Elementary::expm1, StrictMath::expm1),
  LOG(Elementary::log, StrictMath::log),
  LOG1P(Elementary::log1p, StrictMath::log1p),
  TANH(Elementary::tanh, StrictMath::tanh),
  LOGISTIC(Elementary::logistic, x -> 1 / (1 + StrictMath.exp(-x))),
  SIN(Elementary::sin, StrictMath::sin),
  COS(Elementary::cos, StrictMath::cos),
  ATAN(Elementary::atan, StrictMath::atan),
  // There is no other erf at hand; ElementaryF64Test holds this one against an exact series.
  ERF(Elementary::erf, onDoubles(Elementary::erf));

  /** A function of {@link Elementary}. */
  interface Code {
    Ref of(ScalarCode.Builder b, Ref x);
  }

  private final Code code;
  private final DoubleUnaryOperator reference;

  MathFunction(Code code, DoubleUnaryOperator reference) {
    this.code = code;
    this.reference = reference;
  }

  ScalarCode code(DType dtype) {
    return code(code, dtype);
  }

  LongBinaryOperator compile(DType dtype) {
    return GeneratedScalar.compile(code(dtype));
  }

  /** The function to about an ulp of F64. */
  double reference(double x) {
    return reference.applyAsDouble(x);
  }

  static ScalarCode pow(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(Elementary.pow(b, b.load(0, dtype), b.load(1, dtype))));
  }

  private static ScalarCode code(Code code, DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(code.of(b, b.load(0, dtype))));
  }

  private static DoubleUnaryOperator onDoubles(Code code) {
    LongBinaryOperator compiled = GeneratedScalar.compile(code(code, DType.F64));
    return x -> Double.longBitsToDouble(compiled.applyAsLong(Double.doubleToRawLongBits(x), 0));
  }
}
