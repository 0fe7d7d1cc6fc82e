package mind.compiler.editor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.compiler.editor.Definition.Kind;
import mind.compiler.source.Span;
import mind.compiler.syntax.Argument;
import mind.compiler.syntax.Children;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Names;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Pattern;
import mind.compiler.syntax.Program;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.TypeExpr;

/**
 * What a program defines and where each name is known, by the tree alone. The tree is walked with a
 * list of what is still to do: a chain of operators leans as deep as it is long.
 */
final class Definitions {
  /** A node, and the block that holds it. */
  private record Item(Node node, int from, int to) {}

  private final Names names;
  private final NameTokens tokens;
  private final List<Definition> all = new ArrayList<>();

  /** By the start of a field's or argument's name, the struct or function it belongs to. */
  private final Map<Integer, String> owners = new HashMap<>();

  private final Deque<Item> work = new ArrayDeque<>();

  Definitions(Program program, NameTokens tokens) {
    this.names = program.names();
    this.tokens = tokens;
    within(program.body(), 0, Integer.MAX_VALUE);
    while (!work.isEmpty()) {
      Item item = work.pop();
      switch (item.node()) {
        case Statement s -> statement(s, item.from(), item.to());
        case Expr e -> expression(e, item.from(), item.to());
        default -> {}
      }
    }
    all.sort(Comparator.comparingInt((Definition d) -> d.at().start()));
  }

  List<Definition> all() {
    return all;
  }

  /** What the name means at {@code offset}: the innermost, and of these the last, definition. */
  Optional<Definition> lookup(String name, int offset) {
    Definition best = null;
    for (Definition d : all) {
      boolean fits = d.name().equals(name) && d.isVisible(offset);
      if (fits && (best == null || rank(d) >= rank(best))) {
        best = d;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A name in a shape is a dimension only where it is nothing else. */
  private static int rank(Definition d) {
    return d.kind() == Kind.DIMENSION ? -1 : d.from();
  }

  Optional<Definition> definedAt(int offset) {
    for (Definition d : all) {
      for (Definition m : d.members()) {
        if (m.kind() == Kind.FIELD && m.at().start() <= offset && offset <= m.at().end()) {
          return Optional.of(m);
        }
      }
      if (d.at().start() <= offset && offset <= d.at().end()) {
        return Optional.of(d);
      }
    }
    return Optional.empty();
  }

  /** The field or parameter whose name stands at {@code start} in a struct literal or call. */
  Optional<Definition> memberAt(int start, String name) {
    return Optional.ofNullable(owners.get(start))
        .flatMap(owner -> lookup(owner, start))
        .flatMap(owner -> owner.member(name));
  }

  private void within(Node node, int from, int to) {
    Children children =
        new Children(e -> work.push(new Item(e, from, to)), s -> work.push(new Item(s, from, to)));
    switch (node) {
      case Expr e -> children.of(e);
      case Statement s -> children.of(s);
      default -> {}
    }
  }

  private void expression(Expr expr, int from, int to) {
    switch (expr) {
      case Expr.Block b -> within(b, b.start(), b.end());
      case Expr.Closure c -> {
        for (Parameter p : c.parameters()) {
          all.add(parameter(p, Kind.PARAMETER, c.start(), c.end()));
        }
        within(c, from, to);
      }
      case Expr.StructLiteral s -> {
        for (Expr.FieldValue field : s.fields()) {
          if (field.value().start() != field.start()) {
            owners.put(field.start(), names.text(s.name()));
          }
        }
        within(s, from, to);
      }
      case Expr.Call c -> {
        for (Argument argument : c.arguments()) {
          if (argument.isKeyword() && c.callee() instanceof Expr.Name callee) {
            owners.put(argument.start(), names.text(callee.name()));
          }
        }
        within(c, from, to);
      }
      default -> within(expr, from, to);
    }
  }

  private void statement(Statement statement, int from, int to) {
    switch (statement) {
      case Statement.Let l -> pattern(l.pattern(), l, to);
      case Statement.For f -> {
        int name = tokens.start(Math.max(0, tokens.at(f.start())) + 1);
        Span at = new Span(name, tokens.endFrom(name));
        Span whole = new Span(f.start(), f.body().start());
        add(Kind.VARIABLE, f.name(), at, whole, f.body().start(), f.end(), List.of());
      }
      case Statement.Function f -> function(f, from, to);
      case Statement.Struct s -> {
        List<Definition> fields = new ArrayList<>();
        for (Parameter p : s.fields()) {
          fields.add(parameter(p, Kind.FIELD, 0, 0));
        }
        Span at = new Span(s.nameStart(), s.nameEnd());
        add(Kind.STRUCT, s.name(), at, s.span(), from, to, fields);
      }
      case Statement.TypeAlias t -> {
        Span at = new Span(t.nameStart(), t.nameEnd());
        add(Kind.ALIAS, t.name(), at, t.span(), from, to, List.of());
      }
      case Statement.Const c -> {
        Span at = new Span(c.nameStart(), c.nameEnd());
        add(Kind.CONSTANT, c.name(), at, c.span(), from, to, List.of());
      }
      case Statement.Import i -> {
        for (Statement.Selection s : i.selected()) {
          Span at = new Span(s.start(), s.end());
          add(Kind.IMPORT, s.alias(), at, i.span(), from, to, List.of());
        }
      }
      case Statement.Assign a -> {}
      case Statement.Evaluate e -> {}
      case Statement.Return r -> {}
      case Statement.While w -> {}
      case Statement.Export e -> {}
      case Statement.Bad b -> {}
    }
    within(statement, from, to);
  }

  private void function(Statement.Function f, int from, int to) {
    List<Definition> parameters = new ArrayList<>();
    Map<String, Definition> dims = new HashMap<>();
    for (Parameter p : f.parameters()) {
      parameters.add(parameter(p, Kind.PARAMETER, f.nameEnd(), f.end()));
      TypeExpr type = p.type();
      if (type != null) {
        Children.dims(type, dim -> dimension(dim, f, dims));
      }
    }
    if (f.result() != null) {
      Children.dims(f.result(), dim -> dimension(dim, f, dims));
    }
    all.addAll(parameters);
    all.addAll(dims.values());
    Span head = new Span(f.start(), Math.max(f.nameEnd(), f.body().start()));
    Span at = new Span(f.nameStart(), f.nameEnd());
    add(Kind.FUNCTION, f.name(), at, head, from, to, parameters);
  }

  /** The first place where a dimension's name stands alone. */
  private void dimension(Expr dim, Statement.Function f, Map<String, Definition> dims) {
    if (dim instanceof Expr.Name n) {
      String name = names.text(n.name());
      Definition d =
          new Definition(Kind.DIMENSION, name, n.span(), n.span(), f.nameEnd(), f.end(), List.of());
      dims.putIfAbsent(name, d);
    }
  }

  private Definition parameter(Parameter p, Kind kind, int from, int to) {
    Span at = new Span(p.start(), tokens.endFrom(p.start()));
    return new Definition(kind, names.text(p.name()), at, p.span(), from, to, List.of());
  }

  private void pattern(Pattern pattern, Statement.Let let, int to) {
    switch (pattern) {
      case Pattern.Name n -> {
        Span at = new Span(n.start(), n.end());
        add(
            Kind.VARIABLE,
            n.name(),
            at,
            let.span(),
            tokens.startAfter(let.end()) + 1,
            to,
            List.of());
      }
      case Pattern.Tuple t -> {
        for (Pattern part : t.parts()) {
          pattern(part, let, to);
        }
      }
      case Pattern.Struct s -> {
        for (Pattern part : s.parts()) {
          pattern(part, let, to);
        }
      }
      case Pattern.Bad b -> {}
    }
  }

  private void add(
      Kind kind, int name, Span at, Span whole, int from, int to, List<Definition> members) {
    all.add(new Definition(kind, names.text(name), at, whole, from, to, members));
  }
}
