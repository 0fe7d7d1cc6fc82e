package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** Struct literals. */
final class Structs {
  private final Checker checker;

  Structs(Checker checker) {
    this.checker = checker;
  }

  Value literal(Expr.StructLiteral s, Scope scope) {
    StructType type = type(s, scope);
    if (type == null) {
      for (Expr.FieldValue field : s.fields()) {
        checker.expressions.evaluate(field.value(), scope);
      }
      return Value.ERROR;
    }
    Parameter[] fields = type.fields();
    @Nullable Value[] values = new Value[fields.length];
    @Nullable Expr[] exprs = new Expr[fields.length];
    boolean sound = true;
    for (Expr.FieldValue given : s.fields()) {
      Value value = checker.expressions.evaluate(given.value(), scope);
      int field = type.field(given.name());
      if (field < 0) {
        unknown(type, given);
        sound = false;
      } else if (values[field] != null) {
        String text = "the field `" + checker.text(given.name()) + "` is given twice";
        checker.session.error(Code.DUPLICATE, given.start(), given.end(), text);
        sound = false;
      } else {
        values[field] = value;
        exprs[field] = given.value();
      }
    }
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      boolean declared = type.field(fields[i].name()) == i;
      if (values[i] == null && declared && fields[i].defaultValue() == null) {
        missing.add("`" + type.fieldName(i) + "`");
      }
    }
    if (!missing.isEmpty() && sound) { // one misspelt is not missing, too
      String text =
          (missing.size() == 1 ? "the field " : "the fields ") + String.join(", ", missing);
      checker.session.error(
          Code.ARGUMENTS, s.start(), s.nameEnd(), text + " of " + type.name() + " must be given");
      sound = false;
    }
    return sound ? build(s, type, values, exprs, scope) : Value.ERROR;
  }

  private Value build(
      Expr.StructLiteral s,
      StructType type,
      @Nullable Value[] values,
      @Nullable Expr[] exprs,
      Scope scope) {
    Parameter[] fields = type.fields();
    Scope dims = new Scope(scope);
    Set<Integer> names = checker.types.dimensionNames(fields, scope);
    checker.binder().bind(new Binder.Binding(fields, orUnit(values), names, dims));
    Value[] converted = new Value[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Value value = values[i];
      Expr at = exprs[i];
      if (value == null || at == null) {
        at = at(fields[i]);
        value = defaultValue(type, fields[i], names, dims);
        Parameter[] field = {fields[i]};
        checker.binder().bind(new Binder.Binding(field, new Value[] {value}, names, dims));
      }
      converted[i] = coerce(type, i, value, dims, at);
    }
    return checker.session.bound(
        Value.struct(type, converted), new Expr.Name(s.start(), s.nameEnd(), s.name()));
  }

  private static Value[] orUnit(@Nullable Value[] values) {
    Value[] all = new Value[values.length];
    for (int i = 0; i < all.length; i++) {
      Value value = values[i];
      all[i] = value == null ? Value.UNIT : value;
    }
    return all;
  }

  private static Expr at(Parameter field) {
    Expr expr = field.defaultValue();
    return expr == null ? new Expr.Bad(field.start(), field.end()) : expr;
  }

  /** A field's default, evaluated where the struct was declared, with the dimensions known here. */
  private Value defaultValue(StructType type, Parameter field, Set<Integer> names, Scope dims) {
    Scope scope = new Scope(type.scope());
    for (int name : names) {
      Value size = dims.own(name);
      if (size != null) {
        scope.define(name, size);
      }
    }
    return checker.expressions.evaluate(at(field), scope);
  }

  private Value coerce(StructType type, int field, Value value, Scope dims, Expr at) {
    TypeExpr fieldType = type.fields()[field].type();
    if (fieldType == null) {
      return value;
    }
    ValueType wanted = checker.types.resolve(fieldType, dims);
    Supplier<String> what = () -> "field `" + type.fieldName(field) + "` of " + type.name();
    checker.graph.at(at);
    return checker.conversions.coerce(value, wanted, at, what, true);
  }

  /** A default must fit its field whether or not a literal uses it. */
  void checkDefaults(StructType type, Scope dims) {
    Parameter[] fields = type.fields();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].defaultValue() != null) {
        coerce(type, i, checker.expressions.evaluate(at(fields[i]), dims), dims, at(fields[i]));
      }
    }
  }

  private @Nullable StructType type(Expr.StructLiteral s, Scope scope) {
    Value named = scope.lookup(s.name());
    Value.TypeName name = named instanceof Value.TypeName t ? t : null;
    if (name != null && name.type() instanceof StructType struct) {
      return struct;
    }
    String text = checker.text(s.name());
    if (name != null
        && name.type() instanceof mind.compiler.check.value.NamedType.Alias alias
        && alias.type() instanceof TypeExpr.Named target
        && scope.lookup(target.name()) instanceof Value.TypeName t
        && t.type() instanceof StructType struct) {
      return struct;
    }
    if (checker.isNewlyUndefined(s.name())) {
      checker
          .session
          .error(Code.UNDEFINED_NAME, s.start(), s.nameEnd(), "there is no struct `" + text + "`")
          .help(() -> checker.suggestions().type(text, scope));
    }
    return null;
  }

  private void unknown(StructType type, Expr.FieldValue given) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < type.fields().length; i++) {
      fields.add(type.fieldName(i));
    }
    String text = checker.text(given.name());
    checker
        .session
        .error(
            Code.UNDEFINED_NAME,
            given.start(),
            given.end(),
            "struct " + type.name() + " has no field `" + text + "`")
        .note("its fields are " + String.join(", ", fields))
        .help(() -> Suggestions.nearest(text, fields));
  }
}
