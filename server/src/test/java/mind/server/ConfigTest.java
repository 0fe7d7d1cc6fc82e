package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mind.server.store.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigTest {
  @TempDir Path folder;

  private ServerConfig load(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("mind.yaml"), yaml);
    return ServerConfig.load(Optional.of(file), environment);
  }

  @Test
  void nothingGivesTheDefaults() throws IOException {
    assertThat(ServerConfig.load(Optional.empty(), Map.of())).isEqualTo(ServerConfig.defaults());
    assertThat(load("", Map.of())).isEqualTo(ServerConfig.defaults());
    assertThat(ServerConfig.defaults().listen().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void theFileAndThenTheEnvironment() throws IOException {
    ServerConfig config =
        load(
            """
            listen:
              port: 1234
            store:
              durability: fsync
              memory_bytes: 1_000_000
            """,
            Map.of(
                "MIND__STORE__MEMORY_BYTES", "42",
                "MIND__LISTEN__PLAINTEXT", "true",
                "MIND_STORE", "/elsewhere",
                "PATH", "/bin"));
    assertThat(config.listen().port()).isEqualTo(1234);
    assertThat(config.listen().plaintext()).isTrue();
    assertThat(config.store().durability()).isEqualTo(Durability.FSYNC);
    assertThat(config.store().memoryBytes()).isEqualTo(42);
    assertThat(config.drain()).isEqualTo(ServerConfig.defaults().drain());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          store: {memroy_bytes: 1}   | unknown key store.memroy_bytes; did you mean store.memory_bytes?
          stroe: {memory_bytes: 1}   | unknown key stroe; did you mean
          listen: {port: many}       | listen.port takes a whole number, not 'many'
          listen: {plaintext: maybe} | listen.plaintext takes true or false, not 'maybe'
          listen: {port: [1]}        | listen.port takes one value, not [1]
          store: {folder: {a: 1}}    | store.folder takes one value, not {"a":1}
          'listen: {host: }'         | listen.host takes one value, not null
          listen: 5                  | listen must be a map of keys
          listen: {port: 70000}      | listen.port is 70000; it must be from 0 to 65535
          threads: {compile: -1}     | threads.compile is -1
          store: {durability: maybe} | PROCESS
          '[1, 2]'                   | the file must be a map of keys
          'a: [b'                    | isn't YAML
          """)
  void mistakesAreNamed(String yaml, String message) {
    assertThatThrownBy(() -> load(yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MIND__STORE__MEMROY_BYTES | unknown key store.memroy_bytes; did you mean store.memory_bytes?
          MIND__STORE               | unknown key store; did you mean
          MIND__LISTEN__PORT        | MIND__LISTEN__PORT: listen.port takes a whole number
          """)
  void mistakesInTheEnvironmentToo(String variable, String message) {
    assertThatThrownBy(() -> ServerConfig.load(Optional.empty(), Map.of(variable, "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ServerConfig.load(Optional.of(missing), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("missing.yaml");
  }

  @Test
  void theStoreFolder() {
    assertThat(ServerConfig.defaultStoreFolder(Map.of("MIND_STORE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(ServerConfig.defaultStoreFolder(Map.of("XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/b/mind"));
    assertThat(ServerConfig.defaultStoreFolder(Map.of()).toString()).endsWith(".cache/mind");
  }
}
