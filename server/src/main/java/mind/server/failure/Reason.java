package mind.server.failure;

/**
 * Why a request failed, where no diagnostic code says it. Like the codes these words are stable:
 * clients see them in {@code ErrorInfo.reason}.
 */
public enum Reason {
  MALFORMED_REQUEST,
  UNKNOWN_ARTIFACT,
  NOT_ATTESTED,
  OVERLOADED,
  STORE_FULL,
  STORE_UNAVAILABLE,
  CANCELLED,
  INTERNAL
}
