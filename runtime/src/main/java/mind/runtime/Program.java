package mind.runtime;

import java.util.List;

/** A compiled program, ready to be called. Safe for use by many threads at once. */
public interface Program extends AutoCloseable {
  /**
   * Runs the program once.
   *
   * @param inputs in the manifest's order, without the hidden seed
   * @throws RuntimeFailure E6006 if an input isn't what the signature says; E6001 if an index was
   *     out of range; E6006 if an assertion doesn't hold; E6004 if there is no memory; or what the
   *     options' check throws
   */
  Outputs execute(List<TensorBuffer> inputs, ExecuteOptions options);

  /**
   * Lets go of the program's kernels and constants, once the calls that run have ended. Later calls
   * fail with an IllegalStateException; closing again does nothing.
   */
  @Override
  void close();
}
