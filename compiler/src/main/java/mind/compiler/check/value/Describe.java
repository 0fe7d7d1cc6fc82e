package mind.compiler.check.value;

import mind.compiler.kernel.DType;

/** Values and types in the words of a diagnostic. */
public final class Describe {
  private final Session session;

  public Describe(Session session) {
    this.session = session;
  }

  public String type(DType dtype, long[] dims) {
    return dims.length == 0 ? dtype.text() : dtype.text() + session.dims().text(dims);
  }

  /** What kind of value it is: {@code f32[2, 3]}, {@code struct Params}, {@code a function}. */
  public String value(Value value) {
    return switch (value) {
      case Value.Tensor t -> type(t.dtype(), t.dims());
      case Value.Static s -> s.dtype().text();
      case Value.Untyped u -> u.real() ? "a float literal" : "an integer literal";
      case Value.Tuple t -> tuple(t.parts());
      case Value.Struct s -> "struct " + s.type().name();
      case Value.Array a -> array(a);
      case Value.Text t -> "a string";
      case Value.Element e -> "the dtype " + e.dtype().text();
      case Value.Module m -> "the module `" + session.names().text(m.name()) + "`";
      case Value.Function f ->
          "the function `" + session.names().text(f.function().syntax().name()) + "`";
      case Value.Closure c -> "a closure";
      case Value.Builtin b -> "the built-in `" + session.names().text(b.name()) + "`";
      case Value.Transform t -> "a derivative of a function";
      case Value.PullBack p -> "a pull-back";
      case Value.TypeName n -> "the name of a type";
      case Value.Constant c -> "a constant";
      case Value.Word w -> "`" + w.text() + "`";
      case Value.Unit u -> "no value";
      case Value.Invalid e -> "an error";
    };
  }

  private String array(Value.Array array) {
    StringBuilder dims = new StringBuilder();
    Value inner = array;
    while (inner instanceof Value.Array a && a.elements().length > 0) {
      dims.append(dims.isEmpty() ? "" : ", ").append(a.elements().length);
      inner = a.elements()[0];
    }
    if (!(inner instanceof Value.Static) && !(inner instanceof Value.Untyped)) {
      return "a list of " + array.elements().length;
    }
    return "a list " + Conversions.defaultDType(array).text() + "[" + dims + "]";
  }

  private String tuple(Value[] parts) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < parts.length; i++) {
      out.append(i == 0 ? "" : ", ").append(value(parts[i]));
    }
    return out.append(parts.length == 1 ? ",)" : ")").toString();
  }

  public String type(ValueType type) {
    return switch (type) {
      case ValueType.Tensor t -> type(t.dtype(), t.dims());
      case ValueType.Struct s -> "struct " + s.type().name();
      case ValueType.Unit u -> "unit";
      case ValueType.Function f -> "a function";
      case ValueType.Invalid e -> "an error";
      case ValueType.Tuple t -> {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < t.parts().length; i++) {
          out.append(i == 0 ? "" : ", ").append(type(t.parts()[i]));
        }
        yield out.append(t.parts().length == 1 ? ",)" : ")").toString();
      }
    };
  }
}
