package mind.compiler.kernel;

/** An axis of a nest's iteration space: 0 .. extent - 1. */
public record Axis(Kind kind, long extent) {

  /** Points of parallel axes are independent; those of reduce axes combine in ascending order. */
  public enum Kind {
    PARALLEL,
    REDUCE
  }

  public Axis {
    if (extent < 1) {
      throw new IllegalArgumentException("extent " + extent);
    }
  }

  public static Axis parallel(long extent) {
    return new Axis(Kind.PARALLEL, extent);
  }

  public static Axis reduce(long extent) {
    return new Axis(Kind.REDUCE, extent);
  }

  public boolean isReduce() {
    return kind == Kind.REDUCE;
  }
}
