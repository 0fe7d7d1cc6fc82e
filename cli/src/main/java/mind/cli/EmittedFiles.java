package mind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.v1.CompileResponse;
import mind.v1.Emitted;

/** Writes the forms that a compile emitted as ENTRY.EXTENSION. */
final class EmittedFiles {
  /** The forms and the extensions of their files. */
  private static final Map<String, String> EXTENSIONS = extensions();

  static final Set<String> FORMS = EXTENSIONS.keySet();

  private EmittedFiles() {}

  /** Returns the paths by form. */
  static Map<String, String> write(CompileResponse response, Path folder) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Emitted emitted : response.getEmittedList()) {
      String name =
          response.getManifest().getEntry()
              + "."
              + EXTENSIONS.getOrDefault(emitted.getForm(), emitted.getForm());
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

  private static Map<String, String> extensions() {
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put("ir", "ir");
    extensions.put("grad-ir", "grad.ir");
    extensions.put("llvm", "ll");
    extensions.put("asm", "s");
    extensions.put("obj", "a"); // an archive: a program has an object for each kernel
    extensions.put("manifest", "manifest.txt");
    return Collections.unmodifiableMap(extensions);
  }
}
