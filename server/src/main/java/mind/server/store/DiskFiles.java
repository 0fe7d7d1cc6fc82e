package mind.server.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole files that appear and vanish in one step, for several processes on one folder.
 *
 * <p>A file is written under {@code tmp/} and renamed to its place, so a reader sees all of it or
 * nothing, and a process killed at any moment leaves at most a temporary file. Each process works
 * in its own folder under {@code tmp/} and holds a file lock there; the system releases the lock
 * when the process dies, which tells the next one to start that the folder is abandoned.
 *
 * <p>Removal is a rename back into {@code tmp/}, a second look, and only then a delete. Another
 * process may have replaced or touched the file since the decision to remove it; the second look
 * sees that, and the file goes back.
 */
final class DiskFiles implements AutoCloseable {
  private static final String LOCK = "lock";

  /**
   * Folders of this process. They must not even be opened to look: closing any descriptor of a file
   * releases this process's locks on it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path temporary;
  private final FileChannel lockChannel;
  private final AtomicLong names = new AtomicLong();

  private DiskFiles(Path temporary, FileChannel lockChannel) {
    this.temporary = temporary;
    this.lockChannel = lockChannel;
  }

  /** A second look at a file that is about to be removed. */
  interface Check {
    boolean holds(Path file) throws IOException;
  }

  static DiskFiles open(Path root) throws IOException {
    Path all = Files.createDirectories(root.resolve("tmp")).toRealPath(); // for OWN
    removeAbandoned(all);
    while (true) {
      Path own = all.resolve(UUID.randomUUID().toString());
      OWN.add(own);
      Files.createDirectory(own);
      FileChannel channel;
      try {
        channel = FileChannel.open(own.resolve(LOCK), CREATE_NEW, WRITE);
      } catch (NoSuchFileException e) {
        continue; // another process took the folder for abandoned before it had its lock
      }
      if (channel.tryLock() != null && Files.exists(own.resolve(LOCK))) {
        return new DiskFiles(own, channel);
      }
      channel.close();
    }
  }

  private static void removeAbandoned(Path all) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
      for (Path folder : folders) {
        if (!OWN.contains(folder)) {
          removeIfAbandoned(folder);
        }
      }
    }
  }

  private static void removeIfAbandoned(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        removeFolder(folder);
      }
    } catch (NoSuchFileException e) {
      removeIfEmpty(folder); // its owner was killed, or is about to make its lock
    }
  }

  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return; // its owner has made its lock meanwhile
    }
  }

  /** The lock goes last: a folder without one that isn't empty would stay for ever. */
  private static void removeFolder(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!file.equals(lock)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(lock);
    removeIfEmpty(folder);
  }

  /** Writes a file; a reader of the path sees all of it or what was there before. */
  void write(Path path, ByteString bytes, Durability durability) throws IOException {
    Path file = temporaryFile();
    try {
      try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
        for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
          while (part.hasRemaining()) {
            channel.write(part);
          }
        }
        if (durability == Durability.FSYNC) {
          channel.force(true);
        }
      }
      moveInto(file, path);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Makes renames into this folder survive a power loss. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  /** Removes a file unless the second look says to keep it. Returns whether it is gone. */
  boolean removeUnless(Path path, Check keep) throws IOException {
    Path file = temporaryFile();
    try {
      Files.move(path, file, ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return true;
    }
    if (keep.holds(file)) {
      moveInto(file, path);
      return false;
    }
    Files.deleteIfExists(file);
    return true;
  }

  private static void moveInto(Path file, Path path) throws IOException {
    try {
      Files.move(file, path, ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      Files.createDirectories(path.getParent());
      Files.move(file, path, ATOMIC_MOVE);
    }
  }

  private Path temporaryFile() {
    return temporary.resolve(Long.toString(names.getAndIncrement()));
  }

  /** Files under a folder, in no order. Those that vanish meanwhile are left out. */
  static List<Path> filesUnder(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry)) {
          found.addAll(filesUnder(entry));
        } else {
          found.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return found;
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    removeFolder(temporary);
    lockChannel.close();
    OWN.remove(temporary);
  }
}
