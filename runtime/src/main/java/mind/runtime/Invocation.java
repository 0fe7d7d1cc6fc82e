package mind.runtime;

import java.util.List;

/**
 * A call with its buffers, to be made any number of times, by one thread at a time. Making it
 * allocates nothing on the heap unless the program prints or fails.
 */
public interface Invocation extends AutoCloseable {
  /**
   * Makes the call.
   *
   * @return what the program prints, in order
   * @throws RuntimeFailure as {@link Executable#execute} does
   * @throws IllegalStateException if it is closed, or running on another thread
   */
  List<String> run(ExecuteOptions options);

  /** Gives its memory back, once it doesn't run; closing again does nothing. */
  @Override
  void close();
}
