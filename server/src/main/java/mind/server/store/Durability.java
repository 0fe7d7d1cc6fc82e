package mind.server.store;

/** What acknowledged entries survive. */
public enum Durability {
  /** The loss of the process. After a power loss recent entries may be missing, never wrong. */
  PROCESS,
  /** A power loss as well: files and folders are synced before a commit returns. */
  FSYNC
}
