package mind.compiler.check;

import java.util.List;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;

/** The leaves of structs and tuples: depth first, with dotted paths. */
final class Leaves {
  private Leaves() {}

  /** The type a value has. */
  static ValueType type(Value value) {
    return switch (value) {
      case Value.Tensor t -> new ValueType.Tensor(t.dtype(), t.dims());
      case Value.Static s -> new ValueType.Tensor(s.dtype(), new long[0]);
      case Value.Tuple t -> new ValueType.Tuple(types(t.parts()));
      case Value.Struct s -> new ValueType.Struct(s.type(), types(s.fields()));
      case Value.Unit u -> ValueType.UNIT;
      default -> Value.isFunction(value) ? ValueType.FUNCTION : ValueType.ERROR;
    };
  }

  private static ValueType[] types(Value[] values) {
    ValueType[] types = new ValueType[values.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(values[i]);
    }
    return types;
  }

  /** Makes the leaf of that name and type. */
  interface Maker {
    Value make(String name, ValueType.Tensor type);
  }

  /** A value of the type, its leaves made one by one. */
  static Value build(String name, ValueType type, Maker maker) {
    return switch (type) {
      case ValueType.Tensor t -> maker.make(name, t);
      case ValueType.Tuple t -> {
        Value[] parts = new Value[t.parts().length];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = build(path(name, Integer.toString(i)), t.parts()[i], maker);
        }
        yield Value.tuple(parts);
      }
      case ValueType.Struct s -> {
        Value[] fields = new Value[s.fields().length];
        for (int i = 0; i < fields.length; i++) {
          fields[i] = build(path(name, s.type().fieldName(i)), s.fields()[i], maker);
        }
        yield Value.struct(s.type(), fields);
      }
      case ValueType.Unit u -> Value.UNIT;
      case ValueType.Function f -> Value.ERROR;
      case ValueType.Invalid e -> Value.ERROR;
    };
  }

  static String path(String name, String part) {
    return name.isEmpty() ? part : name + "." + part;
  }

  /** Collects a value's leaves with their paths; a leaf may be anything that isn't composite. */
  static void collect(String name, Value value, List<String> names, List<Value> leaves) {
    switch (value) {
      case Value.Tuple t -> {
        for (int i = 0; i < t.parts().length; i++) {
          collect(path(name, Integer.toString(i)), t.parts()[i], names, leaves);
        }
      }
      case Value.Struct s -> {
        StructType type = s.type();
        for (int i = 0; i < s.fields().length; i++) {
          collect(path(name, type.fieldName(i)), s.fields()[i], names, leaves);
        }
      }
      case Value.Unit u -> {}
      default -> {
        names.add(name);
        leaves.add(value);
      }
    }
  }

  /**
   * The same structure with other leaves, taken in order from {@code leaves} at {@code next[0]}.
   */
  static Value replace(Value value, Value[] leaves, int[] next) {
    return switch (value) {
      case Value.Tuple t -> Value.tuple(replaceAll(t.parts(), leaves, next));
      case Value.Struct s -> Value.struct(s.type(), replaceAll(s.fields(), leaves, next));
      case Value.Unit u -> u;
      default -> leaves[next[0]++];
    };
  }

  private static Value[] replaceAll(Value[] parts, Value[] leaves, int[] next) {
    Value[] replaced = new Value[parts.length];
    for (int i = 0; i < parts.length; i++) {
      replaced[i] = replace(parts[i], leaves, next);
    }
    return replaced;
  }
}
