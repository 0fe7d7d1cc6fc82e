package mind.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.Digests;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Json;
import mind.client.MindException;
import mind.v1.Digest;
import mind.v1.Kernel;
import mind.v1.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind artifact} and its subcommands. */
@Command(
    name = "artifact",
    description = "Looks at artifacts in the server's store.",
    synopsisSubcommandLabel = "show|get|verify")
final class ArtifactCommand implements Runnable {
  @Override
  public void run() {
    throw Failure.usage("say what to do with the artifact: show, get or verify");
  }

  /** What the subcommands have in common: they fetch an artifact and check every byte of it. */
  abstract static class Subcommand implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "DIGEST",
        description = "sha256: and 64 hex digits, as compile prints it.")
    private String digest = "";

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print one JSON object; all else goes to stderr.")
    private boolean json;

    private final Console console;

    Subcommand(Console console) {
      this.console = console;
    }

    abstract void run(Fetched artifact);

    @Override
    public final Integer call() {
      Digest name = Digests.parse(digest);
      try (Session session = Session.open(connection, console)) {
        run(Fetched.of(name, fetch(session, name)));
      }
      return ExitCode.OK;
    }

    private static Map<Digest, ByteString> fetch(Session session, Digest name) {
      try {
        return session.client().artifact(name);
      } catch (MindException e) {
        throw Failure.runtime(session.explain(e));
      }
    }

    final Console console() {
      return console;
    }

    final boolean json() {
      return json;
    }
  }

  /**
   * An artifact that is whole: each part is there and has the digest that leads to it.
   *
   * @param links what the manifest names, by a name for people that is also a file's
   */
  record Fetched(
      Digest digest, Manifest manifest, Map<String, Digest> links, Map<String, ByteString> parts) {
    static Fetched of(Digest name, Map<Digest, ByteString> blobs) {
      blobs.forEach((digest, bytes) -> {
        if (!Digests.of(bytes).equals(Digests.name(digest))) {
          throw Failure.runtime("the server sent wrong bytes for " + Digests.name(digest));
        }
      });
      Map.Entry<Digest, ByteString> root =
          blobs.entrySet().stream()
              .filter(blob -> blob.getKey().getHash().equals(name.getHash()))
              .findFirst()
              .orElseThrow(() -> Failure.runtime("the server sent another artifact"));
      Manifest manifest;
      try {
        manifest = Manifest.parseFrom(root.getValue());
      } catch (InvalidProtocolBufferException e) {
        throw Failure.runtime(Digests.name(name) + " is not an artifact's manifest");
      }
      Map<String, Digest> links = links(root.getKey(), manifest);
      Map<String, ByteString> parts = new LinkedHashMap<>();
      links.forEach((part, digest) -> {
        ByteString blob = blobs.get(digest);
        if (blob == null) {
          throw Failure.runtime("%s (%s) is missing".formatted(part, Digests.name(digest)));
        }
        parts.put(part, blob);
      });
      return new Fetched(root.getKey(), manifest, links, parts);
    }

    private static Map<String, Digest> links(Digest root, Manifest manifest) {
      Map<String, Digest> links = new LinkedHashMap<>();
      link(links, "manifest.pb", root);
      if (manifest.hasIr()) {
        link(links, manifest.getEntry() + ".mir", manifest.getIr());
      }
      if (manifest.hasConstants()) {
        link(links, "constants.bin", manifest.getConstants());
      }
      for (Kernel kernel : manifest.getKernelsList()) {
        link(links, kernel.getName() + ".o", kernel.getObject());
      }
      return links;
    }

    private static void link(Map<String, Digest> links, String name, Digest digest) {
      OutputFiles.file(Path.of(""), name);
      Digest other = links.putIfAbsent(name, digest);
      if (other != null) {
        throw Failure.runtime("the artifact has two parts named " + name);
      }
    }
  }

  @Command(
      name = "show",
      description = "Says what an artifact is: inputs, outputs, kernels, parts.")
  static final class Show extends Subcommand {
    Show(Console console) {
      super(console);
    }

    @Override
    void run(Fetched artifact) {
      ManifestText text = new ManifestText(artifact.manifest());
      if (json()) {
        ObjectNode object = text.json(artifact.digest());
        putLinks(object, artifact);
        Json.print(console(), object);
      } else {
        console().out().print(text.people(artifact.digest()));
        artifact
            .links()
            .forEach((name, digest) ->
                console().out().printf("part      %s  %s%n", Digests.name(digest), name));
      }
    }
  }

  @Command(name = "get", description = "Writes all parts of an artifact to a folder.")
  static final class Get extends Subcommand {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIR",
        description = "Where to; default: a folder named by the digest's first digits.")
    private Path folder = Path.of("");

    Get(Console console) {
      super(console);
    }

    @Override
    void run(Fetched artifact) {
      Path into =
          folder.toString().isEmpty()
              ? Path.of("artifact-" + artifact.digest().getHash().substring(0, 12))
              : folder;
      ObjectNode object = Json.object().put("artifact", Digests.name(artifact.digest()));
      ObjectNode files = object.putObject("files");
      OutputFiles.write(into, artifact.parts())
          .forEach((name, path) -> {
            files.put(name, path.toString());
            if (!json()) {
              console().out().println("wrote     " + path);
            }
          });
      if (json()) {
        Json.print(console(), object);
      }
    }
  }

  @Command(
      name = "verify",
      description = {
        "Checks that an artifact is whole, that each part has the digest that leads to it, and that"
            + " a trusted key says a compile made it.",
        "An embedded server reads it all from the disk store."
      })
  static final class Verify extends Subcommand {
    Verify(Console console) {
      super(console);
    }

    @Override
    void run(Fetched artifact) {
      if (json()) {
        ObjectNode object =
            Json.object()
                .put("artifact", Digests.name(artifact.digest()))
                .put("intact", true)
                .put("attested", true);
        putLinks(object, artifact);
        Json.print(console(), object);
      } else {
        console()
            .out()
            .println(
                console().styleOut(Style.GREEN, "ok")
                    + ": %d parts intact, attested".formatted(artifact.links().size()));
      }
    }
  }

  private static void putLinks(ObjectNode object, Fetched artifact) {
    ObjectNode parts = object.putObject("parts");
    artifact.links().forEach((name, digest) -> parts.put(name, Digests.name(digest)));
  }
}
