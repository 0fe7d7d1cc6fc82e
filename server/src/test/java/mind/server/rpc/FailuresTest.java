package mind.server.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mind.server.failure.ServiceException;
import mind.v1.Diagnostic;
import mind.v1.Diagnostics;
import mind.v1.Printed;
import org.junit.jupiter.api.Test;

/** What a failure becomes on the wire. */
final class FailuresTest {
  private static List<Diagnostic> diagnostics(int count, int length) {
    List<Diagnostic> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          Diagnostic.newBuilder()
              .setCode("E2001")
              .setSeverity(Diagnostic.Severity.ERROR)
              .setMessage("m".repeat(length))
              .addNotes("n".repeat(length))
              .build());
    }
    return all;
  }

  @Test
  void diagnosticsThatFitAndTheirTotal() {
    Diagnostics few = Failures.thoseThatFit(diagnostics(3, 100));
    assertThat(few.getDiagnosticsCount()).isEqualTo(3);
    assertThat(few.getTotal()).isEqualTo(3);

    Diagnostics many = Failures.thoseThatFit(diagnostics(1000, 100));
    assertThat(many.getTotal()).isEqualTo(1000);
    assertThat(many.getDiagnosticsCount()).isBetween(15, 25);
    assertThat(many.getSerializedSize()).isLessThanOrEqualTo(Failures.MAX_DIAGNOSTICS_BYTES);
  }

  @Test
  void oneThatIsTooLongIsCut() {
    Diagnostics one = Failures.thoseThatFit(diagnostics(2, 100_000));
    assertThat(one.getDiagnosticsCount()).isEqualTo(1);
    assertThat(one.getTotal()).isEqualTo(2);
    assertThat(one.getDiagnostics(0).getMessage()).hasSizeLessThan(1000);
  }

  @Test
  void trailersStayUnderClientsDefaults() {
    StatusRuntimeException failure =
        Failures.toStatus(ServiceException.of(diagnostics(500, 3000)).in("x".repeat(5000)));
    assertThat(trailerBytes(failure)).isLessThan(8192);
  }

  @Test
  void trailersOfOtherScriptsToo() {
    Diagnostic.Builder diagnostic = diagnostics(1, 1).getFirst().toBuilder();
    diagnostic.setMessage("\u8aa4\u5dee".repeat(40));
    List<Diagnostic> many = Collections.nCopies(100, diagnostic.build());
    assertThat(trailerBytes(Failures.toStatus(ServiceException.of(many).in("\u540d".repeat(500)))))
        .isLessThan(8192);
    diagnostic.setMessage("\u8aa4\u5dee".repeat(5000));
    assertThat(
            trailerBytes(
                Failures.toStatus(
                    ServiceException.of(List.of(diagnostic.build())).in("\u540d".repeat(500)))))
        .isLessThan(8192);
  }

  /** Of what a program printed the last texts come along, and what is long is cut. */
  @Test
  void printedTextsThatFit() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      texts.add("text " + i);
    }
    Printed some = Failures.lastThatFit(texts);
    assertThat(texts.subList(1000 - some.getTextsCount(), 1000)).isEqualTo(some.getTextsList());
    assertThat(some.getTextsCount()).isBetween(200, 999);
    assertThat(some.getSerializedSize()).isLessThanOrEqualTo(Failures.MAX_PRINTED_BYTES);
    texts.add("\u8aa4".repeat(5000));
    ServiceException failure = ServiceException.of("E6006", "\u8aa4".repeat(5000)).after(texts);
    assertThat(trailerBytes(Failures.toStatus(failure))).isLessThan(8192);
    assertThat(Failures.lastThatFit(List.of("\u8aa4".repeat(5000))).getTexts(0))
        .hasSizeLessThan(Failures.MAX_MESSAGE_BYTES);
  }

  /** As HTTP/2 counts them: names, values and 32 bytes each; binary in base64, text escaped. */
  private static long trailerBytes(StatusRuntimeException failure) {
    Status status = StatusProto.fromThrowable(failure);
    assertThat(status).isNotNull();
    long message = String.valueOf(failure.getStatus().getDescription()).getBytes(UTF_8).length;
    long details = (status.getSerializedSize() * 4L + 2) / 3;
    return "grpc-status".length()
        + 2
        + 32
        + "grpc-message".length()
        + 3 * message
        + 32
        + "grpc-status-details-bin".length()
        + details
        + 32
        + "grpc-retry-pushback-ms".length()
        + 5
        + 32;
  }

  @Test
  void overloadTellsWhenToComeBack() throws Exception {
    StatusRuntimeException failure =
        Failures.toStatus(ServiceException.overloaded("full", Duration.ofMillis(1500)));
    assertThat(failure.getTrailers()).isNotNull();
    assertThat(failure.getTrailers().get(Failures.PUSHBACK)).isEqualTo("1500");
    Status status = StatusProto.fromThrowable(failure);
    assertThat(status).isNotNull();
    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("OVERLOADED");
    assertThat(status.getDetails(1).unpack(RetryInfo.class).getRetryDelay())
        .isEqualTo(
            com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(500_000_000).build());
  }

  @Test
  void whatNobodyForesawSaysNothing() {
    StatusRuntimeException failure =
        Failures.toStatus(new IllegalStateException("password at /home/secret"));
    assertThat(failure.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL);
    assertThat(failure.getStatus().getDescription())
        .startsWith("internal error ")
        .doesNotContain("secret", "Exception");
  }

  @Test
  void textIsCutBetweenCodePoints() {
    String faces = "\uD83D\uDE00".repeat(1000);
    String cut = Failures.cut(faces);
    assertThat(cut).hasSizeLessThanOrEqualTo(Failures.MAX_MESSAGE_BYTES).endsWith("...");
    assertThat(cut.codePoints().filter(c -> c == '.' || c == 0x1F600).count())
        .isEqualTo(cut.codePointCount(0, cut.length()));
  }
}
