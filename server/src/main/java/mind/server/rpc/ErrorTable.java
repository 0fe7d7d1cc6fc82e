package mind.server.rpc;

import io.grpc.Status;
import java.util.Map;
import mind.server.failure.Reason;

/**
 * The one place that says which gRPC status stands for which failure.
 *
 * <p>Codes are looked up whole, then by family (their first two characters).
 */
final class ErrorTable {
  private ErrorTable() {}

  static final Map<String, Status.Code> CODES =
      Map.of(
          "E5002", Status.Code.INTERNAL,
          "E6002", Status.Code.FAILED_PRECONDITION,
          "E6003", Status.Code.FAILED_PRECONDITION,
          "E6004", Status.Code.RESOURCE_EXHAUSTED,
          "E6007", Status.Code.DEADLINE_EXCEEDED,
          "E6008", Status.Code.UNAVAILABLE);

  static final Map<String, Status.Code> FAMILIES =
      Map.of(
          "E1", Status.Code.INVALID_ARGUMENT,
          "E2", Status.Code.INVALID_ARGUMENT,
          "E3", Status.Code.INVALID_ARGUMENT,
          "E4", Status.Code.INVALID_ARGUMENT,
          "E5", Status.Code.INVALID_ARGUMENT,
          "E6", Status.Code.INVALID_ARGUMENT,
          "E7", Status.Code.INVALID_ARGUMENT);

  static final Map<Reason, Status.Code> REASONS =
      Map.of(
          Reason.MALFORMED_REQUEST, Status.Code.INVALID_ARGUMENT,
          Reason.UNKNOWN_ARTIFACT, Status.Code.NOT_FOUND,
          Reason.NOT_ATTESTED, Status.Code.PERMISSION_DENIED,
          Reason.OVERLOADED, Status.Code.RESOURCE_EXHAUSTED,
          Reason.STORE_FULL, Status.Code.RESOURCE_EXHAUSTED,
          Reason.STORE_UNAVAILABLE, Status.Code.UNAVAILABLE,
          Reason.CANCELLED, Status.Code.CANCELLED,
          Reason.INTERNAL, Status.Code.INTERNAL);

  /** The status of a diagnostic code or of a {@link Reason}'s name. */
  static Status.Code statusOf(String reason) {
    Status.Code exact = CODES.get(reason);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<Reason, Status.Code> each : REASONS.entrySet()) {
      if (each.getKey().name().equals(reason)) {
        return each.getValue();
      }
    }
    String family = reason.substring(0, Math.min(2, reason.length()));
    return FAMILIES.getOrDefault(family, Status.Code.INTERNAL);
  }
}
