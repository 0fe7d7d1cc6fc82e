package mind.compiler.optimise;

import mind.compiler.ir.Function;

/** A rewrite that keeps the bits of every output. */
public interface Pass {
  /** The name in messages and timings. */
  String name();

  Function run(Function f);
}
