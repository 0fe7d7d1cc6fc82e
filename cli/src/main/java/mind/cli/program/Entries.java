package mind.cli.program;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mind.cli.terminal.Failure;
import mind.v1.Signature;

/** Finds functions among a program's entries. */
public final class Entries {
  private Entries() {}

  /** The function of this name, if there is one. */
  public static Optional<Signature> named(List<Signature> entries, String name) {
    return entries.stream().filter(entry -> entry.getName().equals(name)).findFirst();
  }

  /** The function asked for; for an empty name {@code main}, or the only one. */
  public static Signature pick(List<Signature> entries, String name) {
    if (!name.isEmpty()) {
      return named(entries, name)
          .orElseThrow(() -> Failure.usage("no function " + name + "; there is " + names(entries)));
    }
    return named(entries, "main")
        .or(() -> entries.size() == 1 ? Optional.of(entries.getFirst()) : Optional.empty())
        .orElseThrow(() -> Failure.usage("choose with --entry one of " + names(entries)));
  }

  private static String names(List<Signature> entries) {
    return entries.isEmpty()
        ? "none"
        : entries.stream().map(Signature::getName).collect(Collectors.joining(", "));
  }
}
