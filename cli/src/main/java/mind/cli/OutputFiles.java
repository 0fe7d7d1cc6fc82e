package mind.cli;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.client.Npy;
import mind.client.WholeFile;
import mind.v1.NamedTensor;

/**
 * Writes what a server sent to a folder. Names come from the server, so that none may lead out of
 * the folder; each file is either whole or not there.
 */
final class OutputFiles {
  private OutputFiles() {}

  /** The file of this name in the folder; refuses a name that is more than a file's. */
  static Path file(Path folder, String name) {
    boolean element =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
    if (!element) {
      throw Failure.runtime("the server sent a name that no file can have: '" + name + "'");
    }
    return folder.resolve(name);
  }

  /** Writes files by name, after all names are checked; returns their paths by name. */
  static Map<String, Path> write(Path folder, Map<String, ByteString> contents) {
    Map<String, Path> paths = new LinkedHashMap<>();
    contents.keySet().forEach(name -> paths.put(name, file(folder, name)));
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, Path> path : paths.entrySet()) {
        WholeFile.write(path.getValue(), contents.getOrDefault(path.getKey(), ByteString.EMPTY));
      }
    } catch (IOException e) {
      String where = folder.toString().isEmpty() ? "the current folder" : folder.toString();
      throw Failure.usage("cannot write to " + where + ": " + Reasons.of(e));
    }
    return paths;
  }

  /** Writes tensors as NAME.npy. */
  static void write(Path folder, List<NamedTensor> tensors) {
    Map<String, ByteString> contents = new LinkedHashMap<>();
    for (NamedTensor tensor : tensors) {
      ByteString other =
          contents.putIfAbsent(tensor.getName() + ".npy", Npy.encode(tensor.getTensor()));
      if (other != null) {
        throw Failure.runtime("the server sent " + tensor.getName() + " twice");
      }
    }
    write(folder, contents);
  }
}
