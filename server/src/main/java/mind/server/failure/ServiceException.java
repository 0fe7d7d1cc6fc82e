package mind.server.failure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mind.v1.Diagnostic;

/**
 * A request that can't be answered, with everything its sender may be told.
 *
 * <p>The message is for people and says what to do; nothing of the server's inside gets into it.
 */
public final class ServiceException extends RuntimeException {
  private final String reason;
  private final List<Diagnostic> diagnostics;
  private final Optional<String> field;
  private final Optional<Duration> retryAfter;

  private ServiceException(
      String reason,
      String message,
      List<Diagnostic> diagnostics,
      Optional<String> field,
      Optional<Duration> retryAfter) {
    super(message);
    this.reason = reason;
    this.diagnostics = List.copyOf(diagnostics);
    this.field = field;
    this.retryAfter = retryAfter;
  }

  public static ServiceException of(Reason reason, String message) {
    return new ServiceException(
        reason.name(), message, List.of(), Optional.empty(), Optional.empty());
  }

  /** A failure with a diagnostic code, such as {@code E6006}. */
  public static ServiceException of(String code, String message) {
    return new ServiceException(code, message, List.of(), Optional.empty(), Optional.empty());
  }

  /** A program with errors; the first error's code stands for all. */
  public static ServiceException of(List<Diagnostic> diagnostics) {
    Diagnostic first =
        diagnostics.stream()
            .filter(each -> each.getSeverity() == Diagnostic.Severity.ERROR)
            .findFirst()
            .orElseThrow();
    long errors =
        diagnostics.stream()
            .filter(each -> each.getSeverity() == Diagnostic.Severity.ERROR)
            .count();
    String more = errors > 1 ? " (and %d more)".formatted(errors - 1) : "";
    return new ServiceException(
        first.getCode(),
        "%s at %d:%d: %s%s"
            .formatted(
                first.getCode(),
                first.getSpan().getLine(),
                first.getSpan().getColumn(),
                first.getMessage(),
                more),
        diagnostics,
        Optional.empty(),
        Optional.empty());
  }

  public static ServiceException overloaded(String message, Duration retryAfter) {
    return new ServiceException(
        Reason.OVERLOADED.name(), message, List.of(), Optional.empty(), Optional.of(retryAfter));
  }

  /** The same failure, laid at one field of the request. */
  public ServiceException in(String requestField) {
    ServiceException copy =
        new ServiceException(
            reason, reasonMessage(), diagnostics, Optional.of(requestField), retryAfter);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** A diagnostic code or the name of a {@link Reason}. */
  public String reason() {
    return reason;
  }

  public String reasonMessage() {
    return String.valueOf(getMessage());
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  public Optional<String> field() {
    return field;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
