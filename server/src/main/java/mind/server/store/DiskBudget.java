package mind.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder under its bound: the entries that were used longest ago go first, none younger
 * than the minimal lifetime.
 *
 * <p>The count of used bytes is this process's own and is corrected by a look at the folder from
 * time to time, since other processes write there too; so the bound may be passed by what they
 * write between two looks.
 */
final class DiskBudget {
  private static final Logger log = LoggerFactory.getLogger(DiskBudget.class);

  /** How old the last look at the folder may be before a write asks for another. */
  private static final Duration LOOK_AGE = Duration.ofMinutes(5);

  private final Path root;
  private final DiskFiles files;
  private final long maxBytes;
  private final Duration minLifetime;
  private final AtomicLong used = new AtomicLong();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ReentrantLock eviction = new ReentrantLock();
  private volatile Instant lastLook = Instant.MIN;

  DiskBudget(Path root, DiskFiles files, long maxBytes, Duration minLifetime) {
    this.root = root;
    this.files = files;
    this.maxBytes = maxBytes;
    this.minLifetime = minLifetime;
  }

  long usedBytes() {
    return used.get();
  }

  /**
   * Makes room.
   *
   * @throws StoreFullException when everything else in the folder is too young to go
   */
  void reserve(long bytes) throws IOException {
    lookIfDue();
    if (used.addAndGet(bytes) <= maxBytes) {
      return;
    }
    eviction.lock();
    try {
      if (used.get() > maxBytes) {
        used.set(evict(maxBytes - maxBytes / 10 - bytes) + bytes);
      }
      if (used.get() > maxBytes) {
        used.addAndGet(-bytes);
        throw new StoreFullException(bytes, maxBytes);
      }
    } finally {
      eviction.unlock();
    }
  }

  /** The first write waits for the look; later ones go on while it is taken. */
  private void lookIfDue() throws IOException {
    if (lastLook.equals(Instant.MIN)) {
      eviction.lock();
      try {
        if (lastLook.equals(Instant.MIN)) {
          used.addAndGet(bytesInFolder());
          lastLook = Instant.now();
        }
      } finally {
        eviction.unlock();
      }
    } else if (lastLook.plus(LOOK_AGE).isBefore(Instant.now())
        && looking.compareAndSet(false, true)) {
      lastLook = Instant.now();
      Thread.ofVirtual().name("store-size").start(this::lookAgain);
    }
  }

  private void lookAgain() {
    long before = used.get();
    try {
      // What is written during the look may count twice until the next one, but never not at all.
      used.addAndGet(bytesInFolder() - before);
    } catch (IOException e) {
      log.warn("can't see how large the store {} is: {}", root, e.toString());
    } finally {
      looking.set(false);
    }
  }

  private long bytesInFolder() throws IOException {
    return entries().stream().mapToLong(Entry::bytes).sum();
  }

  private record Entry(Path path, long bytes, Instant lastUse) {}

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path path : DiskFiles.filesUnder(root)) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        entries.add(new Entry(path, attributes.size(), attributes.lastModifiedTime().toInstant()));
      } catch (NoSuchFileException e) {
        log.trace("{} went meanwhile", path);
      }
    }
    return entries;
  }

  /** Removes entries until the rest fits the goal or is too young. Returns what is left. */
  private long evict(long goal) throws IOException {
    List<Entry> entries = entries();
    long left = entries.stream().mapToLong(Entry::bytes).sum();
    Instant young = Instant.now().minus(minLifetime);
    entries.sort(Comparator.comparing(Entry::lastUse));
    for (Entry entry : entries) {
      if (left <= goal || entry.lastUse().isAfter(young)) {
        break;
      }
      if (files.removeUnless(
          entry.path(), file -> Files.getLastModifiedTime(file).toInstant().isAfter(young))) {
        left -= entry.bytes();
      }
    }
    return left;
  }
}
