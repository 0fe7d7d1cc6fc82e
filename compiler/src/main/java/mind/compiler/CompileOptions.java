package mind.compiler;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to make of a program.
 *
 * @param entry name of the entry, or empty for {@code main} or the only function
 * @param dims values of the entry's named dimensions
 * @param gradient parameters or leaves to differentiate by, none named for every float; absent for
 *     the program as it stands
 * @param bound inputs that are given once, before the calls
 * @param target name of the machine to compile for
 * @param mode {@code strict}
 */
public record CompileOptions(
    String entry,
    Map<String, Long> dims,
    Optional<List<String>> gradient,
    List<String> bound,
    String target,
    String mode) {

  public static final String STRICT = "strict";

  public CompileOptions {
    dims = Map.copyOf(dims);
    gradient = gradient.map(List::copyOf);
    bound = List.copyOf(bound);
  }
}
