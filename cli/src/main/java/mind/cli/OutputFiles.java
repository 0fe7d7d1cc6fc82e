package mind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.client.Npy;
import mind.v1.NamedTensor;

/** Writes tensors as NAME.npy. */
final class OutputFiles {
  private OutputFiles() {}

  static void write(Path folder, List<NamedTensor> tensors) {
    try {
      Files.createDirectories(folder);
      for (NamedTensor tensor : tensors) {
        Npy.write(folder.resolve(tensor.getName() + ".npy"), tensor.getTensor());
      }
    } catch (IOException e) {
      throw Failure.usage("cannot write to " + folder + ": " + Reasons.of(e));
    }
  }
}
