package mind.compiler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.compiler.check.Signature;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Function;

/**
 * A request behind the frontend.
 *
 * @param diagnostics in source order
 * @param program absent if there is an error among them
 * @param micros time by stage
 */
public record Lowered(
    List<Diagnostic> diagnostics, Optional<Program> program, Map<String, Long> micros) {
  public Lowered {
    diagnostics = List.copyOf(diagnostics);
  }

  /**
   * A program without errors.
   *
   * @param signature of the entry, with its dimensions bound
   * @param canonical the canonical IR; its text's digest stands for the program in every key
   * @param gradient numbers of the inputs to differentiate by, absent for the program as it stands
   * @param bound names of the inputs given once, leaf by leaf in order
   */
  public record Program(
      Signature signature,
      Function canonical,
      Optional<List<Integer>> gradient,
      List<String> bound) {
    public Program {
      bound = List.copyOf(bound);
      gradient = gradient.map(List::copyOf);
    }
  }
}
