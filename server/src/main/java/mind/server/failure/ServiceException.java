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
  private final List<String> printed;

  private ServiceException(
      String reason,
      String message,
      List<Diagnostic> diagnostics,
      Optional<String> field,
      Optional<Duration> retryAfter,
      List<String> printed) {
    super(message);
    this.reason = reason;
    this.diagnostics = List.copyOf(diagnostics);
    this.field = field;
    this.retryAfter = retryAfter;
    this.printed = List.copyOf(printed);
  }

  public static ServiceException of(Reason reason, String message) {
    return new ServiceException(
        reason.name(), message, List.of(), Optional.empty(), Optional.empty(), List.of());
  }

  /** A failure with a diagnostic code, such as {@code E6006}. */
  public static ServiceException of(String code, String message) {
    return new ServiceException(
        code, message, List.of(), Optional.empty(), Optional.empty(), List.of());
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
        Optional.empty(),
        List.of());
  }

  public static ServiceException overloaded(String message, Duration retryAfter) {
    return new ServiceException(
        Reason.OVERLOADED.name(),
        message,
        List.of(),
        Optional.empty(),
        Optional.of(retryAfter),
        List.of());
  }

  /** The same failure, laid at one field of the request. */
  public ServiceException in(String requestField) {
    return copy(Optional.of(requestField), printed);
  }

  /** The same failure of a run whose program had printed these texts before. */
  public ServiceException after(List<String> texts) {
    return copy(field, texts);
  }

  private ServiceException copy(Optional<String> requestField, List<String> texts) {
    ServiceException copy =
        new ServiceException(reason, reasonMessage(), diagnostics, requestField, retryAfter, texts);
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

  /** What the program had printed before its run failed. */
  public List<String> printed() {
    return printed;
  }
}
