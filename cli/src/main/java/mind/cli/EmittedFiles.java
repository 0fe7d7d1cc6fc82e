package mind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.v1.CompileResponse;
import mind.v1.Emitted;

/** Writes the forms that a compile emitted as ENTRY.EXTENSION. */
final class EmittedFiles {
  private EmittedFiles() {}

  /** Returns the paths by form. */
  static Map<String, String> write(CompileResponse response, Path folder) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Emitted emitted : response.getEmittedList()) {
      String name = response.getManifest().getEntry() + "." + extension(emitted.getForm());
      Path path = folder.resolve(name);
      try {
        if (path.getParent() != null) {
          Files.createDirectories(path.getParent());
        }
        Files.write(path, emitted.getContent().toByteArray());
      } catch (IOException e) {
        throw Failure.usage("cannot write " + path + ": " + Reasons.of(e));
      }
      paths.put(emitted.getForm(), path.toString());
    }
    return paths;
  }

  private static String extension(String form) {
    return switch (form) {
      case "ir" -> "ir";
      case "grad-ir" -> "grad.ir";
      case "llvm" -> "ll";
      case "asm" -> "s";
      case "obj" -> "a"; // an archive: a program has an object for each kernel
      case "manifest" -> "manifest.txt";
      default -> form; // a form that a newer server knows
    };
  }
}
