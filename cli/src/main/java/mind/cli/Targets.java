package mind.cli;

import java.util.Iterator;
import mind.compiler.Compiler;

/** The names that {@code --target} takes, for help and completion. */
final class Targets implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Compiler.targets().iterator();
  }
}
