package mind.compiler.codegen.llvm;

import java.util.List;

/** Pure instructions of IR text, by name; constants are folded where they are. */
abstract class Instructions {
  /** The value of a pure instruction. */
  abstract Value pure(Type type, String instruction, Value... operands);

  /** Sum of two i64 values. */
  Value add(Value a, Value b) {
    if (a.isConstant() && b.isConstant()) {
      return Value.i64(a.asLong() + b.asLong());
    }
    if (a.isConstant()) {
      return add(b, a);
    }
    if (b.name().equals("0")) {
      return a;
    }
    return pure(Type.I64, "add i64 " + a.name() + ", " + b.name(), a, b);
  }

  /** Product of an i64 value and a constant. */
  Value multiply(Value a, long factor) {
    return multiply(a, Value.i64(factor));
  }

  /** Product of two i64 values. */
  Value multiply(Value a, Value b) {
    if (a.isConstant() && b.isConstant()) {
      return Value.i64(a.asLong() * b.asLong());
    }
    if (a.isConstant()) {
      return multiply(b, a);
    }
    return switch (b.name()) {
      case "0" -> b;
      case "1" -> a;
      default -> pure(Type.I64, "mul i64 " + a.name() + ", " + b.name(), a, b);
    };
  }

  /** Quotient of two i64 values that are not negative. */
  Value divide(Value a, Value b) {
    if (a.isConstant() && b.isConstant()) {
      return Value.i64(a.asLong() / b.asLong());
    }
    return b.name().equals("1") ? a : binary("udiv", a, b);
  }

  /** Remainder of two i64 values that are not negative. */
  Value remainder(Value a, Value b) {
    return b.name().equals("1") ? Value.i64(0) : binary("urem", a, b);
  }

  /** The lesser of two i64 values. */
  Value least(Value a, Value b) {
    return a.isConstant() && b.isConstant()
        ? Value.i64(Math.min(a.asLong(), b.asLong()))
        : intrinsic("smin.i64", Type.I64, a, b);
  }

  /** Difference of two i64 values. */
  Value subtract(Value a, Value b) {
    return b.isConstant() ? add(a, Value.i64(-b.asLong())) : binary("sub", a, b);
  }

  /** A pure binary instruction such as {@code sub} or {@code and} on values of one type. */
  Value binary(String instruction, Value a, Value b) {
    return pure(
        a.type(), instruction + " " + a.type().text() + " " + a.name() + ", " + b.name(), a, b);
  }

  /** A comparison such as {@code icmp slt} of values of one type. */
  Value compare(String instruction, Value a, Value b) {
    return pure(
        Type.I1.withLanes(a.type().lanes()),
        instruction + " " + a.type().text() + " " + a.name() + ", " + b.name(),
        a,
        b);
  }

  Value select(Value condition, Value then, Value otherwise) {
    return pure(
        then.type(),
        "select " + condition.typed() + ", " + then.typed() + ", " + otherwise.typed(),
        condition,
        then,
        otherwise);
  }

  /** A call of a pure intrinsic, without its {@code llvm.} prefix and type suffix. */
  Value intrinsic(String name, Type type, Value... operands) {
    StringBuilder call = new StringBuilder("call ").append(type.text()).append(" @llvm.");
    call.append(name).append('(');
    for (int i = 0; i < operands.length; i++) {
      call.append(i > 0 ? ", " : "").append(operands[i].typed());
    }
    return pure(type, call.append(')').toString(), operands);
  }

  /** The value in every lane of a vector; vectors of that many lanes are given back. */
  Value splat(Value value, int lanes) {
    if (value.type().lanes() == lanes) {
      return value;
    }
    Type vector = value.type().withLanes(lanes);
    if (value.isConstant()) {
      return Value.constant(vector, "splat (" + value.typed() + ")");
    }
    Value first =
        pure(
            vector,
            "insertelement " + vector.text() + " poison, " + value.typed() + ", i64 0",
            value);
    return pure(
        vector,
        "shufflevector "
            + first.typed()
            + ", "
            + vector.text()
            + " poison, <"
            + lanes
            + " x i32> zeroinitializer",
        first);
  }

  /** Lane {@code lane} of a vector. */
  Value lane(Value vector, int lane) {
    return vector.type().lanes() == 1
        ? vector
        : pure(
            vector.type().withLanes(1),
            "extractelement " + vector.typed() + ", i64 " + lane,
            vector);
  }

  /** Lanes of two vectors of one type, as LLVM numbers them: those of {@code b} come after. */
  Value shuffle(Value a, Value b, int[] lanes) {
    StringBuilder mask = new StringBuilder("<");
    for (int l = 0; l < lanes.length; l++) {
      mask.append(l > 0 ? ", " : "").append("i32 ").append(lanes[l]);
    }
    return pure(
        a.type().withLanes(lanes.length),
        "shufflevector %s, %s, <%s x i32> %s>".formatted(a.typed(), b.typed(), lanes.length, mask),
        a,
        b);
  }

  /** A vector of scalars. */
  Value gather(List<Value> lanes) {
    Type type = lanes.getFirst().type().withLanes(lanes.size());
    Value vector = Value.constant(type, "poison");
    for (int l = 0; l < lanes.size(); l++) {
      Value lane = lanes.get(l);
      vector =
          pure(
              type,
              "insertelement " + vector.typed() + ", " + lane.typed() + ", i64 " + l,
              vector,
              lane);
    }
    return vector;
  }
}
