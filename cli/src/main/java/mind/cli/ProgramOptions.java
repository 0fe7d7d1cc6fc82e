package mind.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.cli.program.Source;
import mind.v1.CompileRequest;
import mind.v1.Gradient;
import picocli.CommandLine.Option;

/** Which function of which program, and how to compile it: what compile and run have in common. */
final class ProgramOptions {
  @Option(
      names = "--entry",
      paramLabel = "F",
      description = "The function to compile; default: main, or the only one.")
  private String entry = "";

  @Option(
      names = "--dim",
      paramLabel = "NAME=N",
      description = "The value of a named dimension; repeatable.")
  private Map<String, Long> dims = new LinkedHashMap<>();

  @Option(names = "--grad", description = "Compile the function's value and its gradient.")
  private boolean grad;

  @Option(
      names = "--wrt",
      split = ",",
      paramLabel = "NAME",
      description = "Parameters to differentiate by; default: every float one. Implies --grad.")
  private List<String> wrt = new ArrayList<>();

  @Option(
      names = "--target",
      paramLabel = "T",
      description =
          "What to make code for, such as x86-64-v4; default: x86-64-v3. The error for an unknown"
              + " one names all there are.")
  private String target = "";

  String entry() {
    return entry;
  }

  Map<String, Long> dims() {
    return dims;
  }

  /** The request these options describe, with all dimensions that have a value. */
  CompileRequest.Builder request(Source source, Map<String, Long> allDims) {
    CompileRequest.Builder request =
        CompileRequest.newBuilder()
            .setSource(source.text())
            .setEntry(entry)
            .putAllDims(allDims)
            .setTarget(target);
    if (grad || !wrt.isEmpty()) {
      request.setGradient(Gradient.newBuilder().addAllWrt(wrt));
    }
    return request;
  }
}
