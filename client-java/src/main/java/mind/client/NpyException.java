package mind.client;

import java.io.IOException;

/** A file that holds no array that we can take; the message says why and what to do. */
public final class NpyException extends IOException {
  NpyException(String message) {
    super(message);
  }
}
