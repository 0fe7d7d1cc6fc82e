package mind.compiler.check;

import java.util.List;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.value.ModuleConstant;
import mind.compiler.check.value.NamedType;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.UserFunction;
import mind.compiler.check.value.Value;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.Vocabulary;

/** Declarations: they are known in all of their block, before and after the place they stand. */
final class Declarations {
  private final Checker checker;

  Declarations(Checker checker) {
    this.checker = checker;
  }

  void declare(Statement[] statements, Scope scope) {
    boolean any = false;
    for (Statement statement : statements) {
      any |= declare(statement, statements, scope);
    }
    if (any && checker.functions.isDeclaring()) {
      for (Statement statement : statements) {
        checkType(statement, scope);
        if (statement instanceof Statement.Export e) {
          export(e, scope);
        }
        if (statement instanceof Statement.Function f && scope.parent() == null) {
          function(f, scope);
        }
      }
    }
  }

  /**
   * Checks a function for itself: one within a function where it stands, since it may use what was
   * bound before (rule 1.5).
   */
  void function(Statement.Function f, Scope scope) {
    if (checker.functions.isDeclaring() && scope.own(f.name()) instanceof Value.Function function) {
      checker.functions.ensureChecked(function.function(), f);
    }
  }

  /** A declared type must be one whether or not it's used; the names of its dimensions are free. */
  private void checkType(Statement statement, Scope scope) {
    Parameter[] fields =
        switch (statement) {
          case Statement.Struct s -> s.fields();
          case Statement.TypeAlias t ->
              new Parameter[] {new Parameter(t.start(), t.end(), t.name(), t.type(), null)};
          default -> new Parameter[0];
        };
    if (fields.length > 0) {
      int errors = checker.session.diagnostics().size();
      Scope dims = new Scope(scope);
      for (int name : checker.types.dimensionNames(fields, scope)) {
        long atom = checker.session.dims().atom(checker.text(name));
        dims.define(name, new Value.Static(DType.I64, atom));
      }
      for (Parameter field : fields) {
        checker.functions.parameterType(field, dims);
      }
      boolean sound = checker.session.diagnostics().size() == errors;
      if (sound
          && statement instanceof Statement.Struct s
          && scope.own(s.name()) instanceof Value.TypeName name
          && name.type() instanceof StructType type) {
        checker.structs().checkDefaults(type, dims);
      }
    }
  }

  private boolean declare(Statement statement, Statement[] block, Scope scope) {
    switch (statement) {
      case Statement.Function f ->
          define(f, new Value.Function(new UserFunction(f, scope)), block, scope);
      case Statement.Struct s -> {
        fields(s);
        StructType type = new StructType(s, checker.session.names(), scope);
        define(s, new Value.TypeName(type), block, scope);
      }
      case Statement.TypeAlias t -> {
        NamedType.Alias alias = new NamedType.Alias(t.type());
        define(t, new Value.TypeName(alias), block, scope);
      }
      case Statement.Const c ->
          define(c, new Value.Constant(new ModuleConstant(c, scope)), block, scope);
      case Statement.Import i -> imports(i, scope);
      case Statement.Export e -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private void define(Statement.Declaration d, Value value, Statement[] block, Scope scope) {
    if (d.name() == Vocabulary.UNDERSCORE) {
      return;
    }
    if (scope.own(d.name()) == null) {
      scope.define(d.name(), value);
      return;
    }
    String text = "`" + checker.text(d.name()) + "`";
    Diagnostics.Draft draft =
        checker.session.error(
            Code.DUPLICATE, d.nameStart(), d.nameEnd(), text + " is defined twice");
    int first = draft.isKept() ? first(d, block) : -1;
    if (first >= 0) {
      draft.note(text + " is first defined at " + checker.session.place(first));
    }
  }

  /** Where the block first gives a meaning to the name of a declaration; -1 if not before it. */
  private static int first(Statement.Declaration d, Statement[] block) {
    for (Statement statement : block) {
      int at =
          switch (statement) {
            case Statement.Declaration other when other.name() == d.name() -> other.nameStart();
            case Statement.Import i -> place(d.name(), i);
            default -> -1;
          };
      if (at >= 0) {
        return at < d.nameStart() ? at : -1;
      }
    }
    return -1;
  }

  /** Where an import gives a meaning to a name; -1 if it doesn't. */
  private static int place(int name, Statement.Import i) {
    for (Statement.Selection s : i.selected()) {
      if (s.alias() == name) {
        return s.start();
      }
    }
    boolean whole = i.selected().length == 0 && i.path().length > 0;
    return whole && name == (i.alias() >= 0 ? i.alias() : i.path()[i.path().length - 1])
        ? i.start()
        : -1;
  }

  private void fields(Statement.Struct s) {
    Scope declared = new Scope(null);
    for (Parameter field : s.fields()) {
      if (declared.own(field.name()) != null) {
        String text = "the field `" + checker.text(field.name()) + "` is declared twice";
        duplicate(field, s.fields(), text);
      }
      declared.define(field.name(), Value.UNIT);
    }
  }

  /** Reports a field or parameter whose name an earlier one has. */
  void duplicate(Parameter parameter, Parameter[] all, String message) {
    Diagnostics.Draft draft = checker.error(Code.DUPLICATE, parameter, message);
    for (Parameter first : all) {
      if (draft.isKept() && first.name() == parameter.name()) {
        String text = "`" + checker.text(first.name()) + "`";
        draft.note(text + " is first declared at " + checker.session.place(first));
        return;
      }
    }
  }

  /** The only modules are those of the built-ins, and all of them are the same set. */
  private void imports(Statement.Import i, Scope scope) {
    if (i.path().length == 0) {
      return;
    }
    int last = i.path()[i.path().length - 1];
    boolean known = knowsModules(i);
    for (Statement.Selection s : i.selected()) {
      scope.define(s.alias(), known ? builtin(s.name(), s.start(), s.end()) : Value.ERROR);
    }
    if (i.selected().length == 0) {
      Value value =
          !known
              ? Value.ERROR
              : isModule(last) ? new Value.Module(last) : builtin(last, i.start(), i.end());
      scope.define(i.alias() >= 0 ? i.alias() : last, value);
    }
  }

  /** Whether the path is of modules; its last name may be a built-in. */
  private boolean knowsModules(Statement.Import i) {
    boolean endsInName = i.path().length > 1 && i.selected().length == 0;
    for (int k = 0; k < i.path().length - (endsInName ? 1 : 0); k++) {
      if (!isModule(i.path()[k])) {
        String text = checker.text(i.path()[k]);
        List<String> modules = Vocabularies.MODULES.stream().sorted().toList();
        checker
            .error(Code.UNSUPPORTED, i, "there is no module `" + text + "`")
            .note("imports are of built-in modules: " + String.join(", ", modules))
            .help(() -> Suggestions.nearest(text, modules));
        return false;
      }
    }
    return true;
  }

  private boolean isModule(int name) {
    return Vocabularies.MODULES.contains(checker.text(name));
  }

  private Value builtin(int name, int start, int end) {
    if (Vocabularies.isBuiltin(name)) {
      return new Value.Builtin(name);
    }
    String text = checker.text(name);
    checker
        .session
        .error(Code.UNDEFINED_NAME, start, end, "there is no built-in `" + text + "`")
        .help(() -> Suggestions.nearest(text, Builtins.names()));
    return Value.ERROR;
  }

  /** An exported name must be there; exporting changes nothing in a program of one module. */
  private void export(Statement.Export e, Scope scope) {
    for (int name : e.names()) {
      if (scope.lookup(name) == null && checker.isNewlyUndefined(name)) {
        String text = checker.text(name);
        checker
            .error(Code.UNDEFINED_NAME, e, "`" + text + "` is not defined")
            .help(() -> checker.suggestions().value(text, scope));
      }
    }
  }
}
