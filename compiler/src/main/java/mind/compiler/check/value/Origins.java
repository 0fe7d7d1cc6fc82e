package mind.compiler.check.value;

import java.util.Optional;
import mind.compiler.syntax.Children;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Names;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Pattern;
import mind.compiler.syntax.Program;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of an expression came from, for the notes of a shape error. Nothing is kept for
 * this while a program is checked: the tree is searched once there is an error.
 */
final class Origins {
  /** Names bound to names: so far they are followed. */
  private static final int MAX_STEPS = 8;

  private final Session session;
  private final Program program;
  private final Children children = new Children(this::look, this::look);
  private int name;
  private int before;

  /** What binds the name: a parameter, or a statement; the innermost and last one found so far. */
  private @Nullable Node binding;

  Origins(Session session) {
    this.session = session;
    this.program = session.program();
  }

  /** The operands of what failed: both sides of an operator, or a call's two arguments. */
  static Expr @Nullable [] operands(Node at) {
    return switch (at) {
      case Expr.Binary b -> new Expr[] {b.left(), b.right()};
      case Statement.Assign a -> new Expr[] {a.target(), a.value()};
      case Expr.Call c when c.arguments().length == 2 && !(c.callee() instanceof Expr.Field) ->
          new Expr[] {c.arguments()[0].value(), c.arguments()[1].value()};
      default -> null;
    };
  }

  /**
   * Where the value came from that this name stands for; empty for other expressions, which are in
   * sight.
   *
   * @param dimension the one that matters; a parameter's declaration of it is named
   */
  Optional<String> of(Expr expr, int dimension) {
    Expr at = expr;
    for (int step = 0; at instanceof Expr.Name n && step < MAX_STEPS; step++) {
      Node found = find(n.name(), n.start());
      String text = "`" + session.names().text(n.name()) + "`";
      switch (found) {
        case Parameter p -> {
          return Optional.of(parameter(p, text, dimension));
        }
        case Statement.Let l when l.type() == null && l.pattern() instanceof Pattern.Name -> {
          if (!(l.value() instanceof Expr.Name)) {
            return Optional.of(text + " is " + kind(l.value()) + " at " + session.place(l.value()));
          }
          at = l.value();
        }
        case Statement.Let l -> {
          return Optional.of(text + " is bound at " + session.place(l));
        }
        case Statement.Assign a -> {
          return Optional.of(text + " was assigned at " + session.place(a));
        }
        case null, default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private String parameter(Parameter parameter, String text, int dimension) {
    if (parameter.type() instanceof TypeExpr.Tensor t
        && dimension >= 0
        && dimension < t.dims().length) {
      return "dimension %d of %s is declared as `%s` at %s"
          .formatted(
              dimension,
              text,
              session.written(t.dims()[dimension]),
              session.place(t.dims()[dimension]));
    }
    return text + " is the parameter at " + session.place(parameter);
  }

  private String kind(Expr value) {
    Names names = session.names();
    return switch (value) {
      case Expr.Call c ->
          switch (c.callee()) {
            case Expr.Name n -> "the result of `" + names.text(n.name()) + "`";
            case Expr.Field f -> "the result of `" + names.text(f.name()) + "`";
            default -> "the result of the call";
          };
      case Expr.Index i -> "a slice";
      case Expr.Array a -> "the literal";
      case Expr.Binary b -> "the result of `" + b.operator().text() + "`";
      default -> "what stands";
    };
  }

  private @Nullable Node find(int wanted, int position) {
    name = wanted;
    before = position;
    binding = null;
    look(program.body());
    return binding;
  }

  private boolean holds(Node node) {
    return node.start() <= before && before < node.end();
  }

  private void look(Expr.Block block) {
    for (Statement statement : block.statements()) {
      if (statement.start() > before) {
        return;
      }
      look(statement);
    }
    look(block.value());
  }

  private void look(Statement statement) {
    if (holds(statement)) {
      switch (statement) {
        case Statement.For f -> bind(f.name() == name && holds(f.body()), f.from());
        case Statement.Function f -> look(f.parameters());
        default -> {}
      }
      children.of(statement);
      return;
    }
    switch (statement) {
      case Statement.Let l -> bind(binds(l.pattern()), l);
      case Statement.Assign a -> bind(a.target() instanceof Expr.Name n && n.name() == name, a);
      case Statement.Const c -> bind(c.name() == name, c);
      default -> {}
    }
  }

  /** A statement binds what comes after it. */
  private void bind(boolean binds, Node node) {
    if (binds && node.end() <= before) {
      binding = node;
    }
  }

  private void look(Parameter[] parameters) {
    for (Parameter parameter : parameters) {
      if (parameter.name() == name) {
        binding = parameter;
      }
    }
  }

  private boolean binds(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Name n -> n.name() == name;
      case Pattern.Tuple t -> any(t.parts());
      case Pattern.Struct s -> any(s.parts());
      case Pattern.Bad b -> false;
    };
  }

  private boolean any(Pattern[] parts) {
    for (Pattern part : parts) {
      if (binds(part)) {
        return true;
      }
    }
    return false;
  }

  /** Looks into an expression that holds the place, for the blocks and closures around that. */
  private void look(@Nullable Expr expr) {
    if (expr == null || !holds(expr)) {
      return;
    }
    switch (expr) {
      case Expr.Block b -> look(b);
      case Expr.Closure c -> {
        look(c.parameters());
        look(c.body());
      }
      case Expr.Binary b -> {
        Expr left = b;
        while (left instanceof Expr.Binary inner) { // as deep as the chain is long
          look(inner.right());
          left = inner.left();
        }
        look(left);
      }
      default -> children.of(expr);
    }
  }
}
