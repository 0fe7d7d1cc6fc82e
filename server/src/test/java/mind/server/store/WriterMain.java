package mind.server.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** A process that commits samples for ever and says which have been acknowledged. */
final class WriterMain {
  private WriterMain() {}

  public static void main(String[] args) {
    int number = Integer.parseInt(args[1]);
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    try (DiskStore store = DiskStore.open(Path.of(args[0]), StoreTest.OPTIONS)) {
      while (true) {
        store.commit(Samples.commit(number));
        out.println(number);
        number++;
      }
    }
  }
}
