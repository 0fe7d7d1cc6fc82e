package mind.runtime;

import java.util.List;

/** What can be called. Safe for use by many threads at once. */
public interface Executable extends AutoCloseable {
  /**
   * Runs it once.
   *
   * @param inputs in the manifest's order, without the hidden seed and those that are bound
   * @throws RuntimeFailure E6006 if an input isn't what the signature says; E6001 if an index was
   *     out of range; E6006 if an assertion doesn't hold; E6004 if there is no memory; or what the
   *     options' check throws
   */
  Outputs execute(List<TensorBuffer> inputs, ExecuteOptions options);

  /**
   * Prepares a call that is to be made many times, over the same buffers.
   *
   * @param inputs as for {@link #execute}; a run reads what they hold then
   * @param outputs in the manifest's order, for what a run gives; none may overlap another buffer.
   *     After a run that failed they may hold anything.
   * @throws RuntimeFailure E6006 if a buffer isn't what the signature says, E6004 if there is no
   *     memory
   */
  Invocation invocation(List<TensorBuffer> inputs, List<TensorBuffer> outputs);

  /**
   * Lets go of what it holds, once the calls that run have ended and the invocations are closed.
   * Later calls fail with an IllegalStateException; closing again does nothing.
   */
  @Override
  void close();
}
