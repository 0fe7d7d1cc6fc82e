package mind.server.rpc;

import com.google.protobuf.ByteString;
import mind.server.execute.InlineTensors;
import mind.server.failure.ServiceException;
import mind.v1.CompileRequest;
import mind.v1.ExecuteRequest;

/**
 * What a request may be at most, before anything looks into it.
 *
 * @param sourceBytes of one program, in UTF-8
 * @param inline of all tensors of one request, or one response, together
 */
public record Limits(int sourceBytes, InlineTensors inline) {

  /**
   * Room for a request over the limits, so that it gets a message of ours and not the transport's.
   */
  private static final int SLACK_BYTES = 1 << 20;

  /** The largest message that is read at all. */
  public int maxMessageBytes() {
    return (int) Math.min(Integer.MAX_VALUE, sourceBytes + inline.maxBytes() + SLACK_BYTES);
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
    inline.check("inputs", bytes);
  }
}
