package mind.laws.source;

import java.util.ArrayList;
import java.util.List;

/** Makes calls of the larger built-ins: products, windows, normalisation, losses, indices. */
final class LibraryMaker {
  private final Tape tape;
  private final List<String> sizes;
  private final TermMaker terms;

  LibraryMaker(Tape tape, List<String> sizes, TermMaker terms) {
    this.tape = tape;
    this.sizes = sizes;
    this.terms = terms;
  }

  Term make(Shaped type, int depth) {
    if (type.first() > 0 && tape.next(4) == 3) {
      return taken(type, depth);
    }
    if (!type.isFloat()) {
      return type.dtype().equals("i64") && type.rank() == 1 && type.first() > 0
          ? Term.postfix("arange(" + type.first() + ")")
          : terms.make(type, depth);
    }
    return switch (type.rank()) {
      case 0 -> loss(type, depth);
      case 2 -> tape.flip() ? matrix(type, depth) : window(type, depth);
      default -> normalised(type, depth);
    };
  }

  private String term(Shaped type, int depth) {
    return terms.make(type, depth).toString();
  }

  /** By positions that are in range. */
  private Term taken(Shaped type, int depth) {
    List<String> positions = new ArrayList<>();
    for (int i = 0; i < type.first(); i++) {
      positions.add(tape.pick("0", "2", "1"));
    }
    String of = term(type.from(1).with(0, "3"), depth);
    String list = "[" + String.join(", ", positions) + "]";
    return tape.flip()
        ? Term.postfix("take(" + of + ", " + list + ", axis=0)")
        : Term.postfix("(" + of + ")[" + list + " as i32]");
  }

  private Term loss(Shaped type, int depth) {
    Shaped rows = new Shaped(type.dtype(), List.of("2", "3"));
    return switch (tape.next(3)) {
      case 0 -> Term.postfix("mse_loss(" + term(rows, depth) + ", " + term(rows, depth) + ")");
      case 1 -> Term.postfix("cross_entropy(" + term(rows, depth) + ", [2, 0])");
      default -> {
        String dim = tape.pick(sizes);
        Shaped vector = new Shaped(type.dtype(), List.of(dim));
        yield Term.postfix("dot(" + term(vector, depth) + ", " + term(vector, depth) + ")");
      }
    };
  }

  private Term normalised(Shaped type, int depth) {
    String of = term(type, depth);
    return switch (tape.next(4)) {
      case 0 -> Term.postfix("layer_norm(" + of + ")");
      case 1 -> Term.postfix("rms_norm(" + of + ", 0.5)");
      case 2 -> Term.postfix("dropout(" + of + ", rate=0.25, key=" + tape.next(9) + ")");
      default -> {
        if (type.first() < 3) {
          yield Term.postfix("batch_norm(" + of + ")");
        }
        String inner = term(type.from(1).with(0, Integer.toString(type.first() - 2)), depth);
        String widths = "[" + "[1, 1], " + "[0, 0], ".repeat(type.rank() - 1) + "]";
        yield Term.postfix("pad(" + inner + ", " + widths + ")");
      }
    };
  }

  private Term matrix(Shaped type, int depth) {
    String inner = tape.pick(sizes);
    String rows = type.dims().get(0);
    String columns = type.dims().get(1);
    String left = term(new Shaped(type.dtype(), List.of(rows, inner)), depth);
    String right = term(new Shaped(type.dtype(), List.of(inner, columns)), depth);
    return switch (tape.next(4)) {
      case 0 -> Term.postfix("matmul(" + left + ", " + right + ")");
      case 1 -> Term.postfix("einsum(\"ij,jk->ik\", " + left + ", " + right + ")");
      case 2 -> {
        String keys = term(new Shaped(type.dtype(), List.of(tape.pick("2", "3"), inner)), depth);
        String mask = tape.pick("", ", causal=true");
        yield Term.postfix(
            "attention(" + left + ", " + keys + ", (" + keys + ") @ (" + right + ")" + mask + ")");
      }
      default -> Term.postfix(tape.pick("tril", "triu") + "(" + term(type, depth) + ")");
    };
  }

  /** As an image of one channel. */
  private Term window(Shaped type, int depth) {
    String image = "[1, " + String.join(", ", type.dims()) + ", 1]";
    String of = "reshape(" + term(type, depth) + ", " + image + ")";
    String weights = "full([3, 2, 1, 1], 0.5 as " + type.dtype() + ")";
    String moved =
        switch (tape.next(3)) {
          case 0 -> "conv2d(" + of + ", " + weights + ", padding=Same)";
          case 1 -> "max_pool2d(" + of + ", 2, strides=1, padding=\"same\")";
          default -> "avg_pool2d(" + of + ", [1, 2], strides=[1, 1], padding=Same)";
        };
    return Term.postfix("reshape(" + moved + ", " + type.shape() + ")");
  }
}
