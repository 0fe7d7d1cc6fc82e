package mind.cli;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.cli.terminal.Failure;
import mind.v1.CompileResponse;
import mind.v1.Emitted;

/** Writes the forms that a compile emitted as ENTRY.EXTENSION. */
final class EmittedFiles {
  /** The forms and the extensions of their files. */
  private static final Map<String, String> EXTENSIONS = extensions();

  static final Set<String> FORMS = EXTENSIONS.keySet();

  private EmittedFiles() {}

  /** Writes the forms asked for; returns the paths by form. */
  static Map<String, String> write(CompileResponse response, List<String> forms, Path folder) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, ByteString> contents = new LinkedHashMap<>();
    for (Emitted emitted : response.getEmittedList()) {
      String form = emitted.getForm();
      String name = response.getManifest().getEntry() + "." + EXTENSIONS.get(form);
      if (!forms.contains(form) || names.putIfAbsent(form, name) != null) {
        throw Failure.runtime("the server sent a form that was not asked for: " + form);
      }
      contents.put(name, emitted.getContent());
    }
    for (String form : forms) {
      if (!names.containsKey(form)) {
        throw Failure.runtime("the server did not send the form " + form);
      }
    }
    if (contents.isEmpty()) {
      return Map.of();
    }
    Map<String, Path> written = OutputFiles.write(folder, contents);
    Map<String, String> paths = new LinkedHashMap<>();
    names.forEach((form, name) -> paths.put(form, String.valueOf(written.get(name))));
    return paths;
  }

  private static Map<String, String> extensions() {
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put("ir", "mir");
    extensions.put("grad-ir", "grad.mir");
    extensions.put("stablehlo", "stablehlo.mlir");
    extensions.put("grad-stablehlo", "grad.stablehlo.mlir");
    extensions.put("mlir", "mlir");
    extensions.put("grad-mlir", "grad.mlir");
    extensions.put("llvm", "ll");
    extensions.put("asm", "s");
    extensions.put("obj", "a"); // an archive: a program has an object for each kernel
    extensions.put("manifest", "manifest.txt");
    return Collections.unmodifiableMap(extensions);
  }
}
