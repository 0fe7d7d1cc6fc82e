package mind.server;

/** A configuration that can't be used; the message says which key and what to do. */
public final class ConfigException extends RuntimeException {
  ConfigException(String message) {
    super(message);
  }
}
