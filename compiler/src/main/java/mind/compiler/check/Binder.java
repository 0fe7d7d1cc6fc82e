package mind.compiler.check;

import java.util.Set;
import java.util.function.IntFunction;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.NamedType;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Expr.BinaryOperator;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;

/**
 * Binds names of dimensions to what values have where types have the names (rule 3.4): where a name
 * stands alone, and then where it can be solved for, as n in {@code [2 * n + 1]}. Whether all of a
 * value fits its type is checked once all names are bound.
 */
final class Binder {
  private final Checker checker;

  Binder(Checker checker) {
    this.checker = checker;
  }

  /** What is done with a dimension of a type and its size in a value; true if it bound a name. */
  private interface Action {
    boolean apply(Expr dim, long size);
  }

  /** Values for parameters or fields, the names in whose types are bound in {@code into}. */
  record Binding(Parameter[] parameters, Value[] values, Set<Integer> names, Scope into) {
    boolean isOpen(int name) {
      return names.contains(name) && into.own(name) == null;
    }

    boolean isOpen() {
      for (int name : names) {
        if (into.own(name) == null) {
          return true;
        }
      }
      return false;
    }

    boolean isOpen(Expr dim) {
      return switch (dim) {
        case Expr.Name n -> isOpen(n.name());
        case Expr.Binary b -> isOpen(b.left()) || isOpen(b.right());
        case Expr.Unary u -> isOpen(u.operand());
        default -> false;
      };
    }

    /** The same for one of the parameters alone. */
    Binding only(int i, Set<Integer> names, Scope into) {
      return new Binding(new Parameter[] {parameters[i]}, new Value[] {values[i]}, names, into);
    }
  }

  /** Binds the names of a call's arguments; false after an error, or if one of them has one. */
  boolean bind(Binding binding, IntFunction<Node> nodes) {
    if (binding.names().isEmpty()) {
      return true;
    }
    bind(binding);
    if (binding.isOpen()) {
      for (Value value : binding.values()) {
        if (value instanceof Value.Invalid) {
          return false;
        }
      }
      for (int i = 0; i < binding.parameters().length; i++) {
        if (reportOpen(binding, i, nodes)) {
          return false;
        }
      }
      leaveOpen(binding);
    }
    return true;
  }

  /** Binds names; one that nothing decides is a size of its own: what needs it says so. */
  void bindOrLeaveOpen(Binding binding) {
    bind(binding);
    leaveOpen(binding);
  }

  private void leaveOpen(Binding binding) {
    for (int name : binding.names()) {
      if (binding.isOpen(name)) {
        long atom = checker.session.dims().atom(checker.text(name));
        binding.into().define(name, new Value.Static(DType.I64, atom));
      }
    }
  }

  /** Binds the names that the values decide. */
  void bind(Binding binding) {
    if (binding.names().isEmpty()) {
      return;
    }
    each(binding, (dim, size) -> dim instanceof Expr.Name n && bind(n, size, binding));
    boolean more = binding.isOpen();
    while (more) {
      boolean any = each(binding, (dim, size) -> binding.isOpen(dim) && solve(dim, size, binding));
      more = any && binding.isOpen();
    }
  }

  private boolean each(Binding binding, Action action) {
    boolean any = false;
    for (int i = 0; i < binding.parameters().length; i++) {
      TypeExpr type = binding.parameters()[i].type();
      any |= type != null && walk(type, binding.values()[i], binding.into(), 0, action);
    }
    return any;
  }

  private boolean walk(TypeExpr type, Value value, Scope scope, int depth, Action action) {
    boolean any = false;
    switch (type) {
      case TypeExpr.Tensor t -> {
        long[] dims = value instanceof Value.Tensor v ? v.dims() : Conversions.literalDims(value);
        for (int i = 0; i < dims.length && t.dims().length == dims.length; i++) {
          any |= action.apply(t.dims()[i], dims[i]);
        }
      }
      case TypeExpr.Tuple t -> {
        if (value instanceof Value.Tuple v && v.parts().length == t.elements().length) {
          for (int i = 0; i < v.parts().length; i++) {
            any |= walk(t.elements()[i], v.parts()[i], scope, depth, action);
          }
        }
      }
      case TypeExpr.Named n -> {
        switch (depth < Types.MAX_NESTING ? Types.declared(n.name(), scope) : null) {
          case null -> {}
          case NamedType.Alias a -> any = walk(a.type(), value, scope, depth + 1, action);
          case StructType s -> {
            if (value instanceof Value.Struct v && v.type() == s) {
              for (int i = 0; i < v.fields().length; i++) {
                TypeExpr field = s.fields()[i].type();
                any |= field != null && walk(field, v.fields()[i], scope, depth + 1, action);
              }
            }
          }
        }
      }
      case TypeExpr.Function f -> {}
      case TypeExpr.Bad b -> {}
    }
    return any;
  }

  private static boolean bind(Expr.Name name, long size, Binding binding) {
    boolean binds = binding.isOpen(name.name());
    if (binds) {
      binding.into().define(name.name(), new Value.Static(DType.I64, size));
    }
    return binds;
  }

  /** Binds the one name in the expression that isn't bound to what gives the expression a size. */
  private boolean solve(Expr dim, long size, Binding binding) {
    if (dim instanceof Expr.Name name) {
      return (Dims.isSymbol(size) || size > 0) && bind(name, size, binding);
    }
    if (!(dim instanceof Expr.Binary b) || binding.isOpen(b.left()) == binding.isOpen(b.right())) {
      return false;
    }
    boolean left = binding.isOpen(b.left());
    Expr open = left ? b.left() : b.right();
    Expr closed = left ? b.right() : b.left();
    Long known = Checker.wholeNumber(checker.expressions.evaluate(closed, binding.into()));
    if (known == null) {
      return false;
    }
    Dims dims = checker.session.dims();
    if (b.operator() == BinaryOperator.ADD) {
      return solve(open, dims.subtract(size, known), binding);
    }
    if (b.operator() == BinaryOperator.SUBTRACT) {
      return solve(open, left ? dims.add(size, known) : dims.subtract(known, size), binding);
    }
    long factor = b.operator() == BinaryOperator.MULTIPLY ? dims.exactQuotient(size, known) : 0;
    return factor != 0 && solve(open, factor, binding);
  }

  /** Reports a name in an argument's type that the argument's shape does not decide. */
  private boolean reportOpen(Binding binding, int argument, IntFunction<Node> nodes) {
    Binding only = binding.only(argument, binding.names(), binding.into());
    return each(
        only,
        (dim, size) -> {
          for (int name : binding.names()) {
            Set<Integer> one = Set.of(name);
            if (binding.only(argument, one, binding.into()).isOpen(dim)) {
              String text = checker.text(name);
              String written = checker.session.written(dim);
              checker
                  .error(
                      Code.CANNOT_INFER,
                      nodes.apply(argument),
                      "the dimension `" + text + "` can't be inferred")
                  .note(
                      "no `%s` was found with which `%s` is %s"
                          .formatted(text, written, checker.session.dims().text(size)))
                  .note(
                      "a name is found where it stands alone, or in sums and products with"
                          + " numbers");
              return true;
            }
          }
          return false;
        });
  }

  /** Notes on the last error, an argument that doesn't fit, which arguments bound the names. */
  void explain(Binding binding, int failing, IntFunction<Node> nodes) {
    Parameter parameter = binding.parameters()[failing];
    Scope scope = binding.into();
    Scope function = scope.parent();
    TypeExpr type = parameter.type();
    if (type == null || function == null) {
      return;
    }
    Set<Integer> names = checker.types.dimensionNames(new Parameter[] {parameter}, function);
    for (int name : names) {
      int source = 0;
      while (source < failing && !binds(binding, source, name, function)) {
        source++;
      }
      if (scope.own(name) instanceof Value.Static size) {
        String is =
            "`%s` is %s by "
                .formatted(checker.text(name), checker.session.dims().text(size.bits()));
        checker
            .session
            .diagnostics()
            .last()
            .note(
                source == failing
                    ? is + "this argument itself"
                    : "%sargument `%s` (%s)"
                        .formatted(
                            is,
                            checker.text(binding.parameters()[source].name()),
                            checker.session.place(nodes.apply(source))));
      }
    }
    if (!names.isEmpty()) {
      checker
          .session
          .diagnostics()
          .last()
          .note(
              "`%s` is declared as %s (%s)"
                  .formatted(
                      checker.text(parameter.name()),
                      checker.session.written(type),
                      checker.session.place(type)));
    }
  }

  private boolean binds(Binding binding, int argument, int name, Scope function) {
    Binding alone = binding.only(argument, Set.of(name), new Scope(function));
    bind(alone);
    return !alone.isOpen();
  }
}
