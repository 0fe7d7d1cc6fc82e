package mind.laws.source;

import java.util.ArrayList;
import java.util.List;

/** A tensor's type with dimensions as written: numbers, constants and names. */
record Shaped(String dtype, List<String> dims) {
  Shaped {
    dims = List.copyOf(dims);
  }

  static Shaped of(String dtype, String... dims) {
    return new Shaped(dtype, List.of(dims));
  }

  int rank() {
    return dims.size();
  }

  boolean isFloat() {
    return dtype.startsWith("f");
  }

  boolean isBool() {
    return dtype.equals("bool");
  }

  Shaped as(String other) {
    return new Shaped(other, dims);
  }

  Shaped scalar() {
    return new Shaped(dtype, List.of());
  }

  Shaped reversed() {
    return new Shaped(dtype, dims.reversed());
  }

  /** With one more dimension, at {@code axis}. */
  Shaped with(int axis, String dim) {
    List<String> more = new ArrayList<>(dims);
    more.add(axis, dim);
    return new Shaped(dtype, more);
  }

  /** Without the first {@code count} dimensions. */
  Shaped from(int count) {
    return new Shaped(dtype, dims.subList(count, rank()));
  }

  /** The first dimension if it is written as a number, else 0. */
  int first() {
    return rank() > 0 && Character.isDigit(dims.getFirst().charAt(0))
        ? Integer.parseInt(dims.getFirst())
        : 0;
  }

  String shape() {
    return "[" + String.join(", ", dims) + "]";
  }

  /** One of the spellings of this type. */
  String text(Tape tape) {
    String list = String.join(", ", dims);
    if (dtype.equals("f32") && dims.equals(List.of("N")) && tape.flip()) {
      return "Row";
    }
    String comma = rank() > 0 && tape.flip() ? "," : "";
    return switch (tape.next(rank() == 0 ? 5 : 4)) {
      case 0 -> rank() == 0 ? dtype : "Tensor<" + dtype + ", [" + list + "]>";
      case 1 -> "Tensor<" + dtype + ", [" + list + comma + "]>";
      case 2 -> "Tensor[" + dtype + ",(" + list + ")]";
      case 3 -> "tensor<" + dtype + "[" + list + "]>";
      default -> "tensor<" + dtype + ">";
    };
  }
}
