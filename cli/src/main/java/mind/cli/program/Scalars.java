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
        case F32 -> Tensors.scalar(Float.parseFloat(text));
        case F64 -> Tensors.scalar(Double.parseDouble(text));
        case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
            throw Failure.runtime(what + " has a dtype this client does not know");
      };
    } catch (NumberFormatException e) {
      throw Failure.usage("%s: %s is not a value of %s".formatted(what, text, Types.name(dtype)));
    }
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException();
    };
  }
}
