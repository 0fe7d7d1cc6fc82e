package mind.laws.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes what has a body: blocks, conditionals, loops, closures, calls, gradients. */
final class BlockMaker {
  private final Tape tape;
  private final ScopeOfNames scope;
  private final TermMaker terms;
  private final Declarations declared;

  private final List<String> sizes;

  BlockMaker(
      Tape tape, ScopeOfNames scope, List<String> sizes, TermMaker terms, Declarations declared) {
    this.tape = tape;
    this.scope = scope;
    this.sizes = sizes;
    this.terms = terms;
    this.declared = declared;
  }

  Term make(Shaped type, int depth) {
    return switch (tape.next(12)) {
      case 0 -> conditional(type, depth);
      case 1 -> choice(type, depth);
      case 2 -> call(type, depth);
      case 3 -> closure(type, depth);
      case 4 -> nestedFunction(type, depth);
      case 5 -> loop(type, depth);
      case 6 -> gradient(type, depth);
      case 7 -> struct(type, depth);
      case 8 -> tuple(type, depth);
      case 9 -> new Term("on(gpu0) " + block(type, depth), Term.OPEN);
      default -> new Term(block(type, depth), Term.OPEN);
    };
  }

  /** Statements and a value, in braces. */
  String block(Shaped type, int depth) {
    return "{ " + body(type, depth) + " }";
  }

  String body(Shaped type, int depth) {
    return inScope(() -> statements(depth) + terms.make(type, depth));
  }

  private String inScope(Supplier<String> part) {
    int mark = scope.mark();
    String text = part.get();
    scope.reset(mark);
    return text;
  }

  private String statements(int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = tape.next(4); i > 0; i--) {
      text.append(statement(depth)).append(tape.pick(" ", "\n", " // so\n", " /* so */ "));
    }
    return text.toString();
  }

  private String statement(int depth) {
    List<ScopeOfNames.Variable> assignable = scope.assignable();
    int kind = tape.next(5);
    if (kind == 3 && !assignable.isEmpty()) {
      return assignment(tape.pick(assignable), depth);
    }
    if (kind == 4 && !assignable.isEmpty()) {
      ScopeOfNames.Variable variable = tape.pick(assignable);
      String condition = terms.make(Shaped.of("bool"), depth).head();
      String then = inScope(() -> assignment(variable, depth));
      return "if " + condition + " { " + then + " }" + tape.pick("", ";");
    }
    return let(anyType(), depth);
  }

  private String assignment(ScopeOfNames.Variable variable, int depth) {
    String operator = variable.type().isBool() ? "=" : tape.pick("=", "+=", "-=", "*=", "/=");
    return variable.text() + " " + operator + " " + terms.make(variable.type(), depth) + ";";
  }

  /** The type of something in scope, or a scalar. */
  private Shaped anyType() {
    List<ScopeOfNames.Variable> all = scope.all();
    return all.isEmpty() ? Shaped.of("f32") : tape.pick(all).type();
  }

  private String let(Shaped type, int depth) {
    Term value = terms.make(type, depth);
    boolean mutable = tape.flip();
    String annotation = tape.flip() ? ": " + (tape.flip() ? "diff " : "") + type.text(tape) : "";
    String name = declared.fresh("v");
    scope.add(name, type, mutable);
    return "let " + (mutable ? "mut " : "") + name + annotation + " = " + value + ";";
  }

  private Term conditional(Shaped type, int depth) {
    String condition = tape.pick("true", "N > 2", "false", "N * 2 == 6 && true", "!(N < 1)");
    String text = "if " + condition + " " + block(type, depth) + " else " + otherwise(type, depth);
    return new Term(text, Term.OPEN);
  }

  private Term choice(Shaped type, int depth) {
    String condition = terms.make(Shaped.of("bool"), depth).head();
    String text = "if " + condition + " " + block(type, depth) + " else " + otherwise(type, depth);
    return new Term(text, Term.OPEN);
  }

  private String otherwise(Shaped type, int depth) {
    return tape.next(4) == 3 && depth > 0 ? choice(type, depth - 1).toString() : block(type, depth);
  }

  private Term call(Shaped type, int depth) {
    List<Declarations.Function> fitting =
        declared.functions().stream()
            .filter(f -> f.result().equals(type) && sizes.containsAll(f.dims()))
            .toList();
    if (fitting.isEmpty()) {
      return terms.make(type, depth);
    }
    Declarations.Function function = tape.pick(fitting);
    List<String> arguments = new ArrayList<>();
    int positional = tape.next(function.parameters().size() + 1);
    for (int i = 0; i < function.parameters().size(); i++) {
      // The simplest tape gives all of them by position.
      boolean keyword = positional > 0 && i >= positional;
      String name = keyword ? function.names().get(i) + "=" : "";
      arguments.add(name + terms.make(function.parameters().get(i), depth));
    }
    if (tape.next(3) == 2) {
      arguments.add("k=" + tape.pick("2.0", "0.5"));
    }
    return Term.postfix(function.name() + "(" + String.join(", ", arguments) + ")");
  }

  private Term closure(Shaped type, int depth) {
    Shaped given = anyType();
    Term argument = terms.make(given, depth);
    String body = closureBody(given, type, depth);
    String name = declared.fresh("c");
    String text = "{ let " + name + " = " + body + "; " + name + "(" + argument + ") }";
    return new Term(text, Term.OPEN);
  }

  private String closureBody(Shaped given, Shaped result, int depth) {
    int fence = scope.close();
    String text =
        inScope(() -> {
          String name = declared.fresh("p");
          scope.add(name, given, false);
          String head = "|" + name + ": " + given.text(tape) + "| ";
          return head + (tape.flip() ? block(result, depth) : terms.make(result, depth));
        });
    scope.open(fence);
    return text;
  }

  /** With an early return. */
  private Term nestedFunction(Shaped type, int depth) {
    Shaped given = anyType();
    Term argument = terms.make(given, depth);
    int fence = scope.close();
    String name = declared.fresh("g");
    String function =
        inScope(() -> {
          String parameter = declared.fresh("p");
          scope.add(parameter, given, false);
          String early = tape.flip() ? "if N > 3 { return " + terms.make(type, depth) + "; } " : "";
          String head = "fn " + name + "(" + parameter + ": " + given.text(tape) + ")";
          return head + " -> " + type.text(tape) + " { " + early + body(type, depth) + " }";
        });
    scope.open(fence);
    return new Term("{ " + function + " " + name + "(" + argument + ") }", Term.OPEN);
  }

  private Term loop(Shaped type, int depth) {
    if (type.isBool()) {
      return terms.make(type, depth);
    }
    Term start = terms.make(type, depth);
    String text =
        inScope(() -> {
          String sum = declared.fresh("v");
          scope.add(sum, type, true);
          String counter = declared.fresh("i");
          scope.add(counter, Shaped.of("i64"), false);
          String body = inScope(() -> statements(depth) + sum + " += " + terms.make(type, depth));
          String range = tape.pick("0..2", "1..N", "-1..1", "0..1");
          String head = "{ let mut " + sum + " = " + start + "; for " + counter + " in " + range;
          return head + " { " + body + "; } " + sum + " }";
        });
    return new Term(text, Term.OPEN);
  }

  /** The gradient of a sum, which is a scalar. */
  private Term gradient(Shaped type, int depth) {
    if (!type.isFloat()) {
      return terms.make(type, depth);
    }
    Term at = terms.make(type, depth);
    int fence = scope.close();
    String loss =
        inScope(() -> {
          String name = declared.fresh("p");
          scope.add(name, type, false);
          Term body = terms.make(type, depth);
          return "|" + name + ": " + type.text(tape) + "| sum(" + body + ")";
        });
    scope.open(fence);
    String wrt = tape.pick("", ", wrt=0");
    if (tape.flip()) {
      return Term.postfix("grad(" + loss + wrt + ")(" + at + ")");
    }
    String value = declared.fresh("v");
    String slope = declared.fresh("v");
    String pair = "value_and_grad(" + loss + wrt + ")(" + at + ")";
    String text = "{ let (" + value + ", " + slope + ") = " + pair + "; " + slope + " * ";
    return new Term(text + value + " }", Term.OPEN);
  }

  private Term struct(Shaped type, int depth) {
    List<Declarations.Struct> fitting =
        declared.structs().stream().filter(s -> s.w().equals(type) || s.b().equals(type)).toList();
    if (fitting.isEmpty()) {
      return tuple(type, depth);
    }
    Declarations.Struct struct = tape.pick(fitting);
    String w = terms.make(struct.w(), depth).toString();
    String b = terms.make(struct.b(), depth).toString();
    String literal = struct.name() + " { w: " + w + ", b: " + b + " }";
    String field = struct.w().equals(type) ? "w" : "b";
    String name = declared.fresh("q");
    String let = "{ let " + name + " = " + literal + "; ";
    boolean arithmetic = !struct.w().isBool() && !struct.b().isBool();
    String value =
        switch (tape.next(arithmetic ? 3 : 2)) {
          case 0 -> name + "." + field;
          case 1 ->
              "let "
                  + struct.name()
                  + " { w: "
                  + name
                  + "w, b: "
                  + name
                  + "b } = "
                  + name
                  + "; "
                  + name
                  + field;
          default -> "(" + name + " + " + name + " * " + name + ")." + field;
        };
    return new Term(let + value + " }", Term.OPEN);
  }

  private Term tuple(Shaped type, int depth) {
    Term one = terms.make(type, depth);
    Term other = terms.make(anyType(), depth);
    String pair = tape.flip() ? "(" + one + ", " + other + ",)" : "(" + one + ", " + other + ")";
    if (tape.flip()) {
      return Term.postfix(pair + ".0");
    }
    String name = declared.fresh("v");
    return new Term("{ let (" + name + ", _) = " + pair + "; " + name + " }", Term.OPEN);
  }
}
