package mind.server.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.server.store.StoreException;
import mind.server.store.StoreFullException;
import mind.v1.Diagnostic;
import mind.v1.Diagnostics;
import mind.v1.Printed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a handler threw into a status with details.
 *
 * <p>Details travel in trailers, and clients refuse more than about 8 KiB of those by default, so
 * messages are cut and only the diagnostics that fit are sent, with their total.
 */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  static final int MAX_DIAGNOSTICS_BYTES = 4096;

  /** No failure has both diagnostics and printed texts. */
  static final int MAX_PRINTED_BYTES = 4096;

  /** In UTF-8, since the message travels percent-encoded too, three characters a byte. */
  static final int MAX_MESSAGE_BYTES = 300;

  static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private Failures() {}

  /** The failure as its caller gets to see it. What nobody foresaw is logged under an id. */
  static StatusRuntimeException toStatus(Throwable thrown) {
    return switch (thrown) {
      case StatusRuntimeException e -> e;
      case ServiceException e -> toStatus(e);
      case StoreFullException e ->
          toStatus(ServiceException.of(Reason.STORE_FULL, String.valueOf(e.getMessage())));
      case StoreException e -> {
        log.warn("the store failed", e);
        yield toStatus(
            ServiceException.of(
                Reason.STORE_UNAVAILABLE, "the store can't be written at the moment; try again"));
      }
      default -> {
        String id = UUID.randomUUID().toString();
        log.error("internal error {}", id, thrown);
        yield toStatus(
            ServiceException.of(
                Reason.INTERNAL,
                "internal error %s; the server's log has more under this id".formatted(id)));
      }
    };
  }

  private static StatusRuntimeException toStatus(ServiceException failure) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(ErrorTable.statusOf(failure.reason()).value())
            .setMessage(cut(failure.reasonMessage()))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setReason(failure.reason()).setDomain("mind").build()));
    if (!failure.diagnostics().isEmpty()) {
      status.addDetails(Any.pack(thoseThatFit(failure.diagnostics())));
    }
    if (!failure.printed().isEmpty()) {
      status.addDetails(Any.pack(lastThatFit(failure.printed())));
    }
    failure
        .field()
        .ifPresent(
            field -> status.addDetails(Any.pack(badRequest(field, cut(failure.reasonMessage())))));
    Metadata trailers = new Metadata();
    failure
        .retryAfter()
        .ifPresent(delay -> {
          status.addDetails(Any.pack(retryInfo(delay)));
          trailers.put(PUSHBACK, Long.toString(delay.toMillis()));
        });
    return StatusProto.toStatusRuntimeException(status.build(), trailers);
  }

  private static BadRequest badRequest(String field, String message) {
    return BadRequest.newBuilder()
        .addFieldViolations(
            BadRequest.FieldViolation.newBuilder().setField(cut(field)).setDescription(message))
        .build();
  }

  private static RetryInfo retryInfo(Duration delay) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(delay.toSeconds())
                .setNanos(delay.toNanosPart()))
        .build();
  }

  /** As many diagnostics as fit, in order. Of one that is too long alone, the beginning. */
  static Diagnostics thoseThatFit(List<Diagnostic> all) {
    Diagnostics.Builder some = Diagnostics.newBuilder().setTotal(all.size());
    for (Diagnostic each : all) {
      some.addDiagnostics(each);
      if (some.build().getSerializedSize() > MAX_DIAGNOSTICS_BYTES) {
        some.removeDiagnostics(some.getDiagnosticsCount() - 1);
        break;
      }
    }
    if (some.getDiagnosticsCount() == 0 && !all.isEmpty()) {
      Diagnostic first = all.getFirst();
      some.addDiagnostics(
          first.toBuilder().clearNotes().clearHelp().setMessage(cut(first.getMessage())));
    }
    return some.build();
  }

  /** The last of the texts, which tell most about the failure, in order. */
  static Printed lastThatFit(List<String> texts) {
    int first = texts.size() - 1;
    String last = cut(texts.get(first));
    int bytes = last.getBytes(UTF_8).length;
    while (first > 0) {
      bytes += texts.get(first - 1).getBytes(UTF_8).length + 3; // a field's tag and length
      if (bytes > MAX_PRINTED_BYTES) {
        break;
      }
      first--;
    }
    return Printed.newBuilder()
        .addAllTexts(texts.subList(first, texts.size() - 1))
        .addTexts(last)
        .build();
  }

  /** Cuts between code points, so that the rest is still text. */
  static String cut(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= MAX_MESSAGE_BYTES) {
      return text;
    }
    int end = MAX_MESSAGE_BYTES - 3;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // inside a code point
    }
    return new String(bytes, 0, end, UTF_8) + "...";
  }
}
