package mind.cli.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts exceptions of the platform into words for people. */
public final class Reasons {
  private Reasons() {}

  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file or folder";
      case AccessDeniedException denied -> "permission denied";
      // Its message starts with the file, which whoever tells of it has named already.
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> e.getMessage() == null ? "input or output failed" : e.getMessage();
    };
  }
}
