package mind.laws.source;

import java.util.ArrayList;
import java.util.List;

/** Makes an expression of a wanted type: every alternative is sound by how it is made. */
final class TermMaker {
  private static final List<String> FLOATS = List.of("f32", "f64");
  private static final List<String> NUMBERS = List.of("f32", "f64", "i32", "i64");

  private final Tape tape;
  private final ScopeOfNames scope;
  private final List<String> sizes;
  private final BlockMaker blocks;
  private final LibraryMaker library;

  TermMaker(Tape tape, ScopeOfNames scope, List<String> sizes, Declarations declared) {
    this.tape = tape;
    this.scope = scope;
    this.sizes = sizes;
    this.library = new LibraryMaker(tape, sizes, this);
    this.blocks = new BlockMaker(tape, scope, sizes, this, declared);
  }

  BlockMaker blocks() {
    return blocks;
  }

  Term make(Shaped type, int depth) {
    if (depth <= 0 || tape.hasEnded()) {
      return leaf(type);
    }
    Term made =
        switch (tape.next(12)) {
          case 0 -> leaf(type);
          case 1, 2 -> operator(type, depth - 1);
          case 3 -> function(type, depth - 1);
          case 4 -> reduction(type, depth - 1);
          case 5 -> arrangement(type, depth - 1);
          case 6 -> selection(type, depth - 1);
          case 7 -> conversion(type, depth - 1);
          case 8 -> library.make(type, depth - 1);
          default -> blocks.make(type, depth - 1);
        };
    return tape.next(12) == 11 ? Term.postfix("(" + made + ")") : made;
  }

  /** A variable, or a constant. */
  private Term leaf(Shaped type) {
    List<ScopeOfNames.Variable> known = scope.of(type);
    if (!known.isEmpty() && tape.next(4) != 3) {
      return Term.postfix(tape.pick(known.reversed()).text());
    }
    if (type.rank() == 0) {
      return scalar(type);
    }
    if (type.rank() == 1 && type.first() > 0 && tape.flip()) {
      return new Term(list(type.first(), type) + " as " + type.dtype(), Term.CAST);
    }
    String ofType = "dtype=" + type.dtype();
    return switch (type.isFloat() ? tape.next(5) : tape.next(3)) {
      case 0 -> Term.postfix("full(" + type.shape() + ", " + scalar(type.scalar()) + ")");
      case 1 -> Term.postfix("ones(" + type.shape() + ", " + ofType + ")");
      case 2 -> Term.postfix("zeros(" + type.shape() + ", " + ofType + ")");
      case 3 ->
          Term.postfix("rand(" + type.shape() + ", key=" + tape.next(9) + ", " + ofType + ")");
      default -> Term.postfix("randn(" + type.shape() + ", " + ofType + ")");
    };
  }

  private String list(int count, Shaped type) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(literal(type));
    }
    return "[" + String.join(", ", elements) + (tape.flip() ? ",]" : "]");
  }

  private String literal(Shaped type) {
    if (type.isBool()) {
      return tape.pick("true", "false");
    }
    return type.isFloat()
        ? tape.pick("1.0", "0.5", "2.5e-1", "3.0", "1_0.0", ".5")
        : tape.pick("1", "2", "0", "7", "0x1f", "0b11", "0o17", "1_000");
  }

  private Term scalar(Shaped type) {
    if (type.isBool()) {
      return Term.postfix(literal(type));
    }
    boolean named = tape.next(3) == 2;
    String value = named ? tape.pick(sizes) : literal(type);
    return new Term(value + " as " + type.dtype(), Term.CAST);
  }

  private Term operator(Shaped type, int depth) {
    if (type.isBool()) {
      return logic(type, depth);
    }
    if (tape.next(5) == 4) {
      return new Term("-" + make(type, depth).at(Term.SIGN), Term.SIGN);
    }
    Term left = make(type, depth);
    if (tape.next(8) == 7) {
      return new Term(left.at(Term.POSTFIX) + " ** " + tape.pick("2", "3", "1"), Term.POWER);
    }
    Term right =
        switch (tape.next(4)) {
          case 0 -> make(type, depth);
          case 1 -> make(type.scalar(), depth);
          case 2 -> make(type.from(tape.next(type.rank() + 1)), depth);
          default -> Term.postfix(literal(type));
        };
    boolean swapped = tape.flip();
    String operator = tape.pick("+", "-", "*", "/", "%");
    int level = operator.equals("+") || operator.equals("-") ? Term.SUM : Term.PRODUCT;
    return Term.binary(operator, level, swapped ? right : left, swapped ? left : right);
  }

  private Term logic(Shaped type, int depth) {
    return switch (tape.next(4)) {
      case 0 -> new Term("!" + make(type, depth).at(Term.SIGN), Term.SIGN);
      case 1 -> Term.binary("&&", Term.AND, make(type, depth), make(type, depth));
      case 2 -> Term.binary("||", Term.OR, make(type, depth), make(type, depth));
      default -> {
        Shaped of = type.as(tape.pick(NUMBERS));
        String operator = " " + tape.pick("<", "<=", ">", ">=", "==", "!=") + " ";
        String left = make(of, depth).at(Term.SUM);
        yield new Term(left + operator + make(of, depth).at(Term.SUM), Term.COMPARISON);
      }
    };
  }

  /** A function of one element, or along one dimension, in one of the spellings of calls. */
  private Term function(Shaped type, int depth) {
    String name;
    String more = "";
    if (type.isFloat() && type.rank() > 0 && tape.flip()) {
      name = tape.pick("softmax", "log_softmax");
      more = tape.pick("", ", axis=-1", ", axis=0");
    } else if (type.isFloat()) {
      name =
          tape.pick(
              "relu",
              "exp",
              "tanh",
              "sigmoid",
              "sin",
              "abs",
              "floor",
              "gelu",
              "softplus",
              "silu",
              "sqrt",
              "log1p",
              "erf",
              "sign",
              "square",
              "leaky_relu",
              "round",
              "atan",
              "cos");
    } else if (type.isBool()) {
      return operator(type, depth);
    } else {
      name = tape.pick("abs", "sign");
    }
    if (type.rank() > 0 && !type.isBool() && tape.next(4) == 3) {
      name = tape.pick("cumsum", "flip");
      more = name.equals("flip") ? ", axes=[0]" : ", axis=0";
    }
    return call(name, make(type, depth), more);
  }

  private Term call(String name, Term argument, String more) {
    return switch (tape.next(5)) {
      case 0 -> Term.postfix((name.equals("relu") ? "r" : name) + "(" + argument + more + ")");
      case 1 -> Term.postfix("t." + name + "(" + argument + more + ")");
      case 2 -> Term.postfix("tensor." + name + "(" + argument + more + ")");
      case 3 -> Term.postfix("tensor::" + name + "(" + argument + more + ")");
      default -> {
        String rest = more.isEmpty() ? "" : more.substring(2);
        yield Term.postfix(argument.at(Term.POSTFIX) + "." + name + "(" + rest + ")");
      }
    };
  }

  private Term reduction(Shaped type, int depth) {
    if (type.isBool()) {
      return logic(type, depth);
    }
    if (type.rank() == 2 && tape.flip()) {
      String inner = tape.pick(sizes);
      Shaped left = new Shaped(type.dtype(), List.of(type.dims().get(0), inner));
      Shaped right = new Shaped(type.dtype(), List.of(inner, type.dims().get(1)));
      return Term.binary("@", Term.PRODUCT, make(left, depth), make(right, depth));
    }
    if (type.dtype().equals("i64") && tape.flip()) {
      int axis = tape.next(type.rank() + 1);
      Shaped of = type.as(tape.pick(FLOATS)).with(axis, tape.pick(sizes));
      return call(tape.pick("argmax", "argmin"), make(of, depth), ", axis=" + axis);
    }
    int axis = tape.next(type.rank() + 1);
    String name =
        type.isFloat()
            ? tape.pick("sum", "mean", "max", "min", "prod", "var", "std", "logsumexp")
            : tape.pick("sum", "max", "min", "prod");
    Term of = make(type.with(axis, tape.pick(sizes)), depth);
    return switch (tape.next(3)) {
      case 0 -> call(name, of, ", axis=" + axis);
      case 1 -> call(name, of, ", axes=[" + axis + "]");
      default -> {
        String kept = name + "(" + of + ", axis=" + axis + ", keepdims=true)";
        yield Term.postfix("squeeze(" + kept + ", axis=" + axis + ")");
      }
    };
  }

  /** The same elements, or some of more, in another place. */
  private Term arrangement(Shaped type, int depth) {
    switch (tape.next(7)) {
      case 0 -> {
        if (type.rank() >= 2) {
          return call("transpose", make(type.reversed(), depth), "");
        }
      }
      case 1 -> {
        return Term.postfix(make(type, depth).at(Term.POSTFIX) + "[None][0]");
      }
      case 2 -> {
        Term of = make(type.with(0, "3"), depth);
        return Term.postfix(of.at(Term.POSTFIX) + "[" + tape.pick("0", "2", "-1", "-3") + "]");
      }
      case 3 -> {
        if (type.first() > 0) {
          return slice(type, depth);
        }
      }
      case 4 -> {
        if (type.first() > 1) {
          List<String> parts = new ArrayList<>();
          for (int i = 0; i < type.first(); i++) {
            parts.add(make(type.from(1), depth).toString());
          }
          return Term.postfix("stack([" + String.join(", ", parts) + "])");
        }
      }
      case 5 -> {
        Term of = make(type.with(0, "2"), depth);
        return Term.postfix("take(" + of + ", 1)");
      }
      default -> {
        Term of = make(type.with(type.rank(), "1"), depth);
        return Term.postfix("squeeze(" + of + ", axis=-1)");
      }
    }
    return leaf(type);
  }

  private Term slice(Shaped type, int depth) {
    int count = type.first();
    if (tape.flip()) {
      Term of = make(type.from(1).with(0, Integer.toString(2 * count)), depth);
      return Term.postfix(of.at(Term.POSTFIX) + "[" + tape.pick("::2", "1::2", "::2,") + "]");
    }
    Term of = make(type.from(1).with(0, Integer.toString(count + 2)), depth);
    String part = tape.pick("1:-1", ":" + count, "2:", "1:" + (count + 1) + ":1");
    return Term.postfix(of.at(Term.POSTFIX) + "[" + part + "]");
  }

  private Term selection(Shaped type, int depth) {
    Term condition = make(type.as("bool"), depth);
    Term one = make(type, depth);
    Term other = make(type, depth);
    if (!type.isBool() && tape.next(3) == 2) {
      String bounds = type.isFloat() ? ", -1.0, max=2.0" : ", 0, max=3";
      return call("clip", one, bounds);
    }
    if (!type.isBool() && tape.next(3) == 2) {
      return Term.postfix(tape.pick("maximum", "minimum") + "(" + one + ", " + other + ")");
    }
    return Term.postfix("where(" + condition + ", " + one + ", " + other + ")");
  }

  private Term conversion(Shaped type, int depth) {
    String from = tape.pick("f32", "i64", "f64", "i32", "bool");
    return new Term(make(type.as(from), depth).at(Term.CAST) + " as " + type.dtype(), Term.CAST);
  }
}
