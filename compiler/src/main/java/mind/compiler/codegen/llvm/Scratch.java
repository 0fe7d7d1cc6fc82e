package mind.compiler.codegen.llvm;

/** An array of vectors in the function's frame. */
final class Scratch {
  private final Ir ir;
  private final Type type;
  private final int bytes;
  private final Value memory;

  /**
   * Of {@code count} vectors.
   *
   * @param elementBytes size of a vector's element
   */
  Scratch(Ir ir, Type type, int elementBytes, long count) {
    this.ir = ir;
    this.type = type;
    bytes = elementBytes * type.lanes();
    memory = ir.allocate("[" + count * bytes + " x i8]");
  }

  /** Bytes of a vector. */
  int bytes() {
    return bytes;
  }

  /** What vector {@code constant} from {@code place} on is; places are in bytes. */
  Value load(Value place, long constant) {
    return ir.pinned(type, "load " + type.text() + ", " + at(place, constant));
  }

  /** Where a place is. */
  Value address(Value place) {
    return ir.plus(memory, place);
  }

  /** As {@code load}, from an address that need not be in this memory. */
  Value loadAt(Value address, long constant) {
    Value at = ir.plus(address, Value.i64(constant * bytes));
    return ir.pinned(type, "load " + type.text() + ", " + aligned(at));
  }

  /** As {@code load}, where nothing is stored as long as {@code place} stands. */
  Value loadConstant(Value place, long constant) {
    return ir.pure(type, "load " + type.text() + ", " + at(place, constant), place);
  }

  void store(Value value, Value place, long constant) {
    ir.effect("store " + value.typed() + ", " + at(place, constant));
  }

  private String at(Value place, long constant) {
    return aligned(ir.plus(address(place), Value.i64(constant * bytes)));
  }

  private String aligned(Value at) {
    return at.typed() + ", align " + Math.min(64, Integer.highestOneBit(bytes));
  }
}
