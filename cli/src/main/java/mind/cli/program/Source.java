package mind.cli.program;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import mind.cli.terminal.Console;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;

/** A program's text and the name to show for it. */
public record Source(String name, String text) {
  /** Reads a file, or standard input for {@code -}. */
  public static Source read(Path file, Console console) {
    boolean standardInput = file.toString().equals("-");
    String name = standardInput ? "<stdin>" : file.toString();
    try {
      if (!standardInput && Files.isDirectory(file)) {
        throw Failure.usage(name + " is a folder, not a MIND program");
      }
      byte[] bytes = standardInput ? console.in().readAllBytes() : Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Source(name, text);
    } catch (NoSuchFileException e) {
      throw Failure.usage("no such file: " + name);
    } catch (CharacterCodingException e) {
      throw Failure.usage(name + " is not UTF-8 text");
    } catch (IOException e) {
      throw Failure.usage("cannot read " + name + ": " + Reasons.of(e));
    }
  }

  /** The text's lines without their ends. */
  public List<String> lines() {
    return text.lines().toList();
  }
}
