package mind.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mind.server.failure.Reason;
import org.junit.jupiter.api.Test;

/** The whole table, once more: a change here is a change of the API. */
final class ErrorTableTest {
  @Test
  void codes() {
    Map<String, Status.Code> expected = new TreeMap<>();
    for (String code :
        "E1001 E1006 E2001 E2007 E3001 E3010 E4001 E4011 E5001 E5003 E5004 E5005 E6001 E6005 E6006 E7001 E7005 E7999"
            .split(" ")) {
      expected.put(code, Status.Code.INVALID_ARGUMENT);
    }
    expected.put("E5002", Status.Code.INTERNAL);
    expected.put("E6002", Status.Code.FAILED_PRECONDITION);
    expected.put("E6003", Status.Code.FAILED_PRECONDITION);
    expected.put("E6004", Status.Code.RESOURCE_EXHAUSTED);
    expected.put("E6007", Status.Code.DEADLINE_EXCEEDED);
    expected.put("E6008", Status.Code.UNAVAILABLE);
    expected.forEach(
        (code, status) -> assertThat(ErrorTable.statusOf(code)).as(code).isEqualTo(status));
  }

  @Test
  void everyReasonHasItsStatus() {
    assertThat(ErrorTable.REASONS.keySet()).isEqualTo(EnumSet.allOf(Reason.class));
    assertThat(ErrorTable.statusOf("UNKNOWN_ARTIFACT")).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(ErrorTable.statusOf("NOT_ATTESTED")).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(ErrorTable.statusOf("OVERLOADED")).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void whatNobodyKnowsIsInternal() {
    for (String unknown : Set.of("", "E", "E9001", "W1001", "nonsense")) {
      assertThat(ErrorTable.statusOf(unknown)).isEqualTo(Status.Code.INTERNAL);
    }
  }
}
