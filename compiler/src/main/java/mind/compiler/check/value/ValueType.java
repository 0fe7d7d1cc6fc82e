package mind.compiler.check.value;

import mind.compiler.kernel.DType;

/** A type with its dimensions resolved to numbers or names. */
public sealed interface ValueType {

  record Tensor(DType dtype, long[] dims) implements ValueType {}

  record Tuple(ValueType[] parts) implements ValueType {}

  record Struct(StructType type, ValueType[] fields) implements ValueType {}

  record Unit() implements ValueType {}

  /** A function: known only where it is called. */
  record Function() implements ValueType {}

  /** A type that is in error; everything fits it. */
  record Invalid() implements ValueType {}

  Unit UNIT = new Unit();
  Function FUNCTION = new Function();
  Invalid ERROR = new Invalid();
}
