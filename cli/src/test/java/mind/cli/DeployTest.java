package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mind.server.ServerConfig;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files for containers agree with the server and with each other. No engine is needed. */
class DeployTest {
  private static final Path ROOT = Path.of("..");
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final ServerConfig defaults = ServerConfig.defaults();

  @Test
  void imageListensWhereTheServerSays() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
    assertThat(dockerfile)
        .contains("EXPOSE %d %d".formatted(defaults.listen().port(), defaults.metrics().port()))
        .contains("/dev/tcp/127.0.0.1/" + defaults.metrics().port(), "GET /readyz ")
        .containsPattern("(?m)^USER 10001");
    Matcher setting = Pattern.compile("(MIND__[A-Z_]+)=(\\S+)").matcher(dockerfile);
    Map<String, String> environment = new HashMap<>();
    while (setting.find()) {
      environment.put(setting.group(1), setting.group(2));
    }
    ServerConfig config = ServerConfig.load(Optional.empty(), environment);
    assertThat(config.listen().host()).isEqualTo("0.0.0.0");
    assertThat(config.listen().plaintext()).isTrue();
    assertThat(config.metrics().host()).isEqualTo("0.0.0.0");
    assertThat(config.store().folder()).startsWith("/var/lib/mind/");
  }

  @Test
  void imageStartsTheJvmAsTheLauncherDoes() throws IOException {
    String launcher = Files.readString(ROOT.resolve("mind"));
    Matcher options = Pattern.compile("(?m)^jvm_options='(.*)'$").matcher(launcher);
    assertThat(options.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("Dockerfile"))).contains(options.group(1).split(" "));
  }

  @Test
  void composePublishesTheServersPortsOnThisMachineOnly() throws IOException {
    JsonNode service = yaml("deploy/compose.yaml").getFirst().at("/services/mind");
    assertThat(service.get("ports").valueStream().map(JsonNode::asString))
        .containsExactly(
            "127.0.0.1:%1$d:%1$d".formatted(defaults.listen().port()),
            "127.0.0.1:%1$d:%1$d".formatted(defaults.metrics().port()));
    assertThat(service.at("/read_only").asBoolean()).isTrue();
  }

  @Test
  void deploymentProbesTheServersPaths() throws IOException {
    JsonNode pod = kubernetes("Deployment").at("/spec/template/spec");
    assertThat(pod.get("enableServiceLinks").asBoolean()).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    JsonNode container = pod.at("/containers/0");
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(defaults.listen().port());
    assertThat(container.at("/ports/1/containerPort").asInt()).isEqualTo(defaults.metrics().port());
    assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/readyz");
    assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/livez");
    assertThat(container.at("/livenessProbe/httpGet/port").asString())
        .isEqualTo(container.at("/ports/1/name").asString());
    Map<String, String> environment = new HashMap<>();
    container
        .get("env")
        .forEach(e -> environment.put(e.get("name").asString(), e.get("value").asString()));
    ServerConfig.Drain drain = ServerConfig.load(Optional.empty(), environment).drain();
    assertThat(pod.get("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(drain.delaySeconds() + drain.graceSeconds());
  }

  @Test
  void manifestsSelectTheDeploymentsPods() throws IOException {
    JsonNode labels = kubernetes("Deployment").at("/spec/template/metadata/labels");
    assertThat(kubernetes("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(kubernetes("Service").at("/spec/selector")).isEqualTo(labels);
    assertThat(kubernetes("NetworkPolicy").at("/spec/podSelector/matchLabels")).isEqualTo(labels);
    assertThat(kubernetes("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(
            kubernetes("Deployment")
                .at("/spec/template/spec/volumes/0/persistentVolumeClaim/claimName"))
        .isEqualTo(kubernetes("PersistentVolumeClaim").at("/metadata/name"));
    assertThat(kubernetes("Service").at("/spec/ports/0/port").asInt())
        .isEqualTo(defaults.listen().port());
  }

  private static JsonNode kubernetes(String kind) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/kubernetes"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode document : yaml(ROOT.relativize(file).toString())) {
          if (document.at("/kind").asString().equals(kind)) {
            return document;
          }
        }
      }
    }
    throw new AssertionError("no manifest of kind " + kind);
  }

  private static List<JsonNode> yaml(String file) throws IOException {
    return YAML.readerFor(JsonNode.class)
        .<JsonNode>readValues(Files.readString(ROOT.resolve(file)))
        .readAll();
  }
}
