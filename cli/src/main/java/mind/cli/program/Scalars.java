package mind.cli.program;

import mind.cli.terminal.Failure;
import mind.cli.terminal.Types;
import mind.client.Tensors;
import mind.v1.DType;
import mind.v1.Tensor;

/** Scalars as users type them. */
public final class Scalars {
  private Scalars() {}

  /**
   * Reads a number, or true or false.
   *
   * @param what names the value in messages, such as {@code --set lr}
   */
  public static Tensor parse(String what, DType dtype, String text) {
    try {
      return switch (dtype) {
        case BOOL -> Tensors.scalar(bool(text));
        case I32 -> Tensors.scalar(Integer.parseInt(text));
        case I64 -> Tensors.scalar(Long.parseLong(text));
        case F32 -> Tensors.scalar((float) real(text, Float.MAX_VALUE));
        case F64 -> Tensors.scalar(real(text, Double.MAX_VALUE));
        case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
            throw Failure.runtime(what + " has a dtype this client does not know");
      };
    } catch (NumberFormatException e) {
      throw Failure.usage("%s: %s is not a value of %s".formatted(what, text, Types.name(dtype)));
    }
  }

  /** A number within the dtype's range, or one of the words that results are written with. */
  private static double real(String text, double largest) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        double value =
            largest == Float.MAX_VALUE ? Float.parseFloat(text) : Double.parseDouble(text);
        if (!(Math.abs(value) <= largest)) {
          throw new NumberFormatException();
        }
        yield value;
      }
    };
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException();
    };
  }
}
