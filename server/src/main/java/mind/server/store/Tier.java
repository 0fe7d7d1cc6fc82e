package mind.server.store;

import java.util.Locale;

/** Where an answer came from, fastest first. */
public enum Tier {
  MEMORY,
  DISK;

  /** The name in responses and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Tier slower(Tier other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
