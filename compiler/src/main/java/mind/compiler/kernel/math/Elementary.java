package mind.compiler.kernel.math;

import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/** Placeholder until the real functions land. */
public final class Elementary {
  private Elementary() {}

  public static Ref exp(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref expm1(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref log(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref log1p(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref tanh(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref logistic(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref sin(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref cos(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref atan(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref erf(ScalarCode.Builder b, Ref x) {
    return x;
  }

  public static Ref pow(ScalarCode.Builder b, Ref x, Ref y) {
    return x;
  }
}
