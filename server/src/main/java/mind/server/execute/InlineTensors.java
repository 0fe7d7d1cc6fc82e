package mind.server.execute;

import mind.server.failure.ServiceException;

/**
 * How many bytes of tensors one message may carry.
 *
 * @param maxBytes of all tensors of one request, or one response, together
 */
public record InlineTensors(long maxBytes) {

  /**
   * Refuses what one message can't carry.
   *
   * @param what "inputs" or "outputs"
   * @throws ServiceException E7003
   */
  public void check(String what, long bytes) {
    if (bytes > maxBytes) {
      throw ServiceException.of(
              "E7003",
              "the %s have %d bytes; one call carries at most %d inline. Split the call, for instance into smaller batches, or raise limits.inline_tensor_bytes here and the client's message size; by digest or stream comes later"
                  .formatted(what, bytes, maxBytes))
          .in(what);
    }
  }
}
