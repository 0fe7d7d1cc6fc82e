package mind.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.store.v1.SignedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of plain files that several processes may share.
 *
 * <pre>
 *   ROOT/data/blob/ab/abcd...       a blob, named by its hash
 *   ROOT/data/action/ab/abcd...     a record, named by its key; one folder per kind
 *   ROOT/tmp/UUID/                  files on their way in or out, one folder per process
 * </pre>
 *
 * <p>A file's time of modification is the time of its last use. Blobs come back as they lie there;
 * {@link VerifyingStore} hashes them.
 */
public final class DiskStore implements Store {
  private static final Logger log = LoggerFactory.getLogger(DiskStore.class);

  private final Path data;
  private final DiskFiles files;
  private final DiskBudget budget;
  private final Options options;

  /** Entries whose time of last use was written lately; spares a system call per hit. */
  private final Cache<StoreKey, Boolean> extended;

  /**
   * How a disk store behaves.
   *
   * @param maxBytes the bound for all files together
   * @param minLifetime how long an entry stays after its last use, whatever the bound
   */
  public record Options(long maxBytes, Duration minLifetime, Durability durability) {}

  private DiskStore(Path data, DiskFiles files, Options options) {
    this.data = data;
    this.files = files;
    this.options = options;
    budget = new DiskBudget(data, files, options.maxBytes(), options.minLifetime());
    extended =
        Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(options.minLifetime().dividedBy(4))
            .build();
  }

  /**
   * Opens a store, making its folders, and removes what killed processes left.
   *
   * @throws StoreException when the folder can't be used
   */
  public static DiskStore open(Path root, Options options) {
    try {
      Path data = Files.createDirectories(root.resolve("data"));
      return new DiskStore(data, DiskFiles.open(root), options);
    } catch (IOException e) {
      throw new StoreException("can't use the store folder %s: %s".formatted(root, e), e);
    }
  }

  /** Bytes of all entries, as far as this process knows. */
  public long usedBytes() {
    return budget.usedBytes();
  }

  Path path(StoreKey key) {
    return folder(key).resolve(hash(key).substring(0, 2)).resolve(hash(key));
  }

  private Path folder(StoreKey key) {
    return switch (key) {
      case Digest _ -> data.resolve("blob");
      case RecordKey entry -> data.resolve(entry.kind().name().toLowerCase(Locale.ROOT));
    };
  }

  private static String hash(StoreKey key) {
    return switch (key) {
      case Digest digest -> digest.hash();
      case RecordKey entry -> entry.hash();
    };
  }

  @Override
  public Lookup<ByteString> blob(Digest digest) {
    return read(digest).map(bytes -> Lookup.hit(bytes, Tier.DISK)).orElseGet(Lookup::miss);
  }

  @Override
  public Lookup<SignedRecord> record(RecordKey key) {
    Optional<ByteString> bytes = read(key);
    if (bytes.isEmpty()) {
      return Lookup.miss();
    }
    Optional<SignedRecord> entry = Records.parse(key, bytes.get());
    if (entry.isEmpty()) {
      drop(key);
      return Lookup.corrupt(key);
    }
    return Lookup.hit(entry.get(), Tier.DISK);
  }

  private Optional<ByteString> read(StoreKey key) {
    try {
      return Optional.of(UnsafeByteOperations.unsafeWrap(Files.readAllBytes(path(key))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.warn("can't read {} from the store, going on without: {}", key, e.toString());
      return Optional.empty();
    }
  }

  @Override
  public void commit(Commit commit) {
    try {
      Set<Path> folders = new LinkedHashSet<>();
      for (Map.Entry<Digest, ByteString> blob : commit.blobs().entrySet()) {
        write(blob.getKey(), blob.getValue(), folders);
      }
      sync(folders); // no record may reach the disk before what it names
      for (SignedRecord entry : commit.records()) {
        write(Records.keyOf(entry), entry.toByteString(), folders);
      }
      sync(folders);
    } catch (IOException e) {
      throw new StoreException("can't write to the store: " + e, e);
    }
  }

  /**
   * An entry that is there already stays, but only after its time is renewed and its bytes are
   * read: a damaged one must not swallow the write that repairs it, and an eviction under way sees
   * the new time.
   */
  private void write(StoreKey key, ByteString bytes, Set<Path> folders) throws IOException {
    if (touch(key) && read(key).filter(bytes::equals).isPresent()) {
      return;
    }
    budget.reserve(bytes.size());
    files.write(path(key), bytes, options.durability());
    Path folder = folder(key);
    folders.add(folder.resolve(hash(key).substring(0, 2)));
    folders.add(folder);
    folders.add(data);
  }

  private void sync(Set<Path> folders) throws IOException {
    if (options.durability() == Durability.FSYNC) {
      for (Path folder : folders) {
        DiskFiles.syncFolder(folder);
      }
    }
    folders.clear();
  }

  @Override
  public boolean extend(StoreKey key) {
    return extended.getIfPresent(key) != null || touch(key);
  }

  private boolean touch(StoreKey key) {
    try {
      Files.setLastModifiedTime(path(key), FileTime.from(Instant.now()));
      extended.put(key, true);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      log.warn("can't renew {} in the store: {}", key, e.toString());
      return false;
    }
  }

  @Override
  public void drop(StoreKey key) {
    extended.invalidate(key);
    try {
      files.removeUnless(path(key), file -> isIntact(key, file));
    } catch (IOException e) {
      log.warn("can't remove the damaged {} from the store: {}", key, e.toString());
    }
  }

  private static boolean isIntact(StoreKey key, Path file) throws IOException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file));
    return switch (key) {
      case Digest digest -> VerifyingStore.hasHash(digest, bytes);
      case RecordKey entry -> Records.parse(entry, bytes).isPresent();
    };
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      log.warn("can't clean up the store's temporary folder: {}", e.toString());
    }
  }
}
