package mind.compiler.kernel.math;

import java.util.function.UnaryOperator;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * The elementary functions as scalar code. Each takes an F32 or F64 operand and gives a result of
 * its dtype: at most 1 ulp off for F32, at most 2 for F64, with the special cases of C99. A NaN
 * argument gives a NaN, except to pow(NaN, 0) and pow(1, NaN).
 */
public final class Elementary {
  private Elementary() {}

  /** e^x, with gradual underflow. */
  public static Ref exp(ScalarCode.Builder b, Ref x) {
    Exponentials e = new Exponentials(b);
    return unary(b, x, e::exp, e::wideExp);
  }

  /** e^x - 1 without cancellation. */
  public static Ref expm1(ScalarCode.Builder b, Ref x) {
    Exponentials e = new Exponentials(b);
    return unary(b, x, e::expm1, e::wideExpm1);
  }

  /** The natural logarithm. */
  public static Ref log(ScalarCode.Builder b, Ref x) {
    Logarithms l = new Logarithms(b);
    return unary(b, x, l::log, l::wideLog);
  }

  /** log(1 + x) without cancellation. */
  public static Ref log1p(ScalarCode.Builder b, Ref x) {
    Logarithms l = new Logarithms(b);
    return unary(b, x, l::log1p, l::wideLog1p);
  }

  public static Ref tanh(ScalarCode.Builder b, Ref x) {
    Exponentials e = new Exponentials(b);
    return unary(b, x, e::tanh, e::wideTanh);
  }

  /** 1 / (1 + e^-x), with gradual underflow for negative x. */
  public static Ref logistic(ScalarCode.Builder b, Ref x) {
    Exponentials e = new Exponentials(b);
    return unary(b, x, e::logistic, e::wideLogistic);
  }

  /** F64 arguments of 2^40 and more count as 0. */
  public static Ref sin(ScalarCode.Builder b, Ref x) {
    Trigonometry t = new Trigonometry(b);
    return x.dtype() == DType.F32 ? narrow(b, t.wideSin(x)) : t.sin(x);
  }

  /** F64 arguments of 2^40 and more count as 0. */
  public static Ref cos(ScalarCode.Builder b, Ref x) {
    Trigonometry t = new Trigonometry(b);
    return x.dtype() == DType.F32 ? narrow(b, t.wideCos(x)) : t.cos(x);
  }

  public static Ref atan(ScalarCode.Builder b, Ref x) {
    Arctangent a = new Arctangent(b);
    return unary(b, x, a::atan, a::wideAtan);
  }

  /** The error function. */
  public static Ref erf(ScalarCode.Builder b, Ref x) {
    ErrorFunction e = new ErrorFunction(b);
    return unary(b, x, e::erf, e::wideErf);
  }

  /** x^y with C99's special cases. */
  public static Ref pow(ScalarCode.Builder b, Ref x, Ref y) {
    Power p = new Power(b);
    return x.dtype() == DType.F32 ? narrow(b, p.widePow(widen(b, x), widen(b, y))) : p.pow(x, y);
  }

  private static Ref unary(
      ScalarCode.Builder b, Ref x, UnaryOperator<Ref> full, UnaryOperator<Ref> wide) {
    return x.dtype() == DType.F32 ? narrow(b, wide.apply(widen(b, x))) : full.apply(x);
  }

  static Ref widen(ScalarCode.Builder b, Ref x) {
    return b.convert(x, DType.F64);
  }

  static Ref narrow(ScalarCode.Builder b, Ref x) {
    return b.convert(x, DType.F32);
  }
}
