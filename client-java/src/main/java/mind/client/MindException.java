package mind.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mind.v1.Diagnostic;
import mind.v1.Diagnostics;
import mind.v1.Printed;

/** A call that failed, with all that the service said about it. */
public final class MindException extends RuntimeException {
  private final Status.Code status;
  private final String code;
  private final List<Diagnostic> diagnostics;
  private final int totalDiagnostics;
  private final Optional<Duration> retryAfter;
  private final List<String> printed;

  MindException(StatusRuntimeException failure) {
    super(message(failure), failure);
    status = failure.getStatus().getCode();
    code = detail(failure, ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
    Optional<Diagnostics> some = detail(failure, Diagnostics.class);
    diagnostics = some.map(Diagnostics::getDiagnosticsList).orElse(List.of());
    totalDiagnostics = some.map(Diagnostics::getTotal).orElse(0);
    retryAfter =
        detail(failure, RetryInfo.class)
            .map(RetryInfo::getRetryDelay)
            .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
    printed =
        detail(failure, Printed.class)
            .map(texts -> List.copyOf(texts.getTextsList()))
            .orElse(List.of());
  }

  private static String message(StatusRuntimeException failure) {
    String description = failure.getStatus().getDescription();
    return description == null ? failure.getStatus().getCode().name() : description;
  }

  private static <T extends Message> Optional<T> detail(
      StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details == null) {
      return Optional.empty();
    }
    try {
      for (Any each : details.getDetailsList()) {
        if (each.is(type)) {
          return Optional.of(each.unpack(type));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // a detail that can't be read is as good as none
    }
    return Optional.empty();
  }

  /** The status of the call. */
  public Status.Code status() {
    return status;
  }

  /**
   * A diagnostic code such as {@code E6006} or a word such as {@code UNKNOWN_ARTIFACT}; or empty.
   */
  public String code() {
    return code;
  }

  /**
   * The diagnostics of a program with errors; those that fit into the failure, in source order.
   * {@link MindClient#check} gives all.
   */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** How many diagnostics there are altogether. */
  public int totalDiagnostics() {
    return totalDiagnostics;
  }

  /** What the program printed before its run failed: the last texts, those that fit. */
  public List<String> printed() {
    return printed;
  }

  /** When the service asks to be called again, if it does. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
