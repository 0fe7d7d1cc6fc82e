package mind.server.rpc;

import com.google.protobuf.ByteString;
import mind.server.failure.ServiceException;
import mind.v1.CompileRequest;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.NamedTensor;

/**
 * What a request may be at most, before anything looks into it.
 *
 * @param sourceBytes of one program, in UTF-8
 * @param inlineTensorBytes of all tensors of one request, or one response, together
 */
public record Limits(int sourceBytes, int inlineTensorBytes) {

  /**
   * Room for a request over the limits, so that it gets a message of ours and not the transport's.
   */
  private static final int SLACK_BYTES = 13 << 20;

  /** The largest message that is read at all. */
  public int maxMessageBytes() {
    return (int) Math.min(Integer.MAX_VALUE, (long) sourceBytes + inlineTensorBytes + SLACK_BYTES);
  }

  void checkSource(ByteString source) {
    int bytes = source.size();
    if (bytes > sourceBytes) {
      throw ServiceException.of(
              "E7001",
              "the source has %d bytes; at most %d are compiled (limits.source_bytes)"
                  .formatted(bytes, sourceBytes))
          .in("source");
    }
  }

  void check(CompileRequest request) {
    checkSource(request.getSourceBytes());
  }

  void check(ExecuteRequest request) {
    check(request.getCompile());
    long bytes =
        request.getInputsList().stream().mapToLong(each -> each.getTensor().getRaw().size()).sum();
    if (bytes > inlineTensorBytes) {
      throw tooLarge("inputs", bytes).in("inputs");
    }
  }

  ExecuteResponse checked(ExecuteResponse response) {
    long bytes =
        response.getOutputsList().stream()
            .map(NamedTensor::getTensor)
            .mapToLong(tensor -> tensor.getRaw().size())
            .sum();
    if (bytes > inlineTensorBytes) {
      throw tooLarge("outputs", bytes);
    }
    return response;
  }

  private ServiceException tooLarge(String what, long bytes) {
    return ServiceException.of(
        "E7003",
        "the %s have %d bytes; one call carries at most %d inline. Split the call, for instance into smaller batches, or raise limits.inline_tensor_bytes here and the client's message size"
            .formatted(what, bytes, inlineTensorBytes));
  }
}
