package mind.compiler.codegen.llvm;

import mind.compiler.kernel.DType;

/**
 * A first-class LLVM type: a scalar or a vector of scalars.
 *
 * @param element name of the scalar type
 * @param lanes number of elements; 1 stands for the scalar itself
 */
record Type(String element, int lanes) {
  static final Type I1 = new Type("i1", 1);
  static final Type I32 = new Type("i32", 1);
  static final Type I64 = new Type("i64", 1);
  static final Type POINTER = new Type("ptr", 1);

  /** The type in registers: BOOL is i1. */
  static Type of(DType dtype, int lanes) {
    return new Type(
        switch (dtype) {
          case BOOL -> "i1";
          case I32 -> "i32";
          case I64 -> "i64";
          case F32 -> "float";
          case F64 -> "double";
        },
        lanes);
  }

  /** The type in memory: BOOL is a byte. */
  static Type inMemory(DType dtype, int lanes) {
    return dtype == DType.BOOL ? new Type("i8", lanes) : of(dtype, lanes);
  }

  Type withLanes(int newLanes) {
    return new Type(element, newLanes);
  }

  /** The type in IR text. */
  String text() {
    return lanes == 1 ? element : "<" + lanes + " x " + element + ">";
  }

  /** The part that stands for the type in names of overloaded intrinsics. */
  String suffix() {
    String scalar =
        switch (element) {
          case "float" -> "f32";
          case "double" -> "f64";
          case "ptr" -> "p0";
          default -> element;
        };
    return lanes == 1 ? scalar : "v" + lanes + scalar;
  }
}
