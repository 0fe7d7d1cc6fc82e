package mind.runtime;

import java.util.List;

/**
 * A compiled program, ready to be called with all of its inputs. Of one with bound inputs, each
 * such call also makes the preparations that {@link #bind} makes once.
 */
public interface Program extends Executable {
  /**
   * The program with its bound inputs given, to be called with the others only.
   *
   * @param inputs those that the manifest calls bound, in the manifest's order of inputs. They may
   *     be used where they are, so nothing may write to them until the result is closed.
   * @param options for the preparations; the seed has no meaning there
   * @throws RuntimeFailure E6006 if an input isn't what the signature says; E6004 if there is no
   *     memory; or what the options' check throws
   */
  Executable bind(List<TensorBuffer> inputs, ExecuteOptions options);
}
