package mind.server.store;

import com.google.protobuf.ByteString;
import mind.store.v1.SignedRecord;

/**
 * Blobs and records. All methods may be called from any thread.
 *
 * <p>Look-ups never throw for what a store holds: something unreadable is a miss. A commit that
 * returns has been acknowledged: it survives the loss of this process if the store is on disk.
 */
public interface Store extends AutoCloseable {

  Lookup<ByteString> blob(Digest digest);

  Lookup<SignedRecord> record(RecordKey key);

  /**
   * Writes all entries or throws; after a throw some may be there.
   *
   * @throws StoreFullException when the bound of the store can't hold them
   * @throws StoreException when the store can't be written
   */
  void commit(Commit commit);

  /**
   * Whether the entry is here; if so, it won't be evicted for the store's minimal lifetime from
   * now.
   */
  boolean extend(StoreKey key);

  /** Removes an entry that was found corrupt; one that is intact after all stays. */
  void drop(StoreKey key);

  @Override
  void close();
}
