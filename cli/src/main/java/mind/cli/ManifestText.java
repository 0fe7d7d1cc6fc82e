package mind.cli;

import java.util.List;
import java.util.Locale;
import mind.cli.terminal.Digests;
import mind.cli.terminal.Json;
import mind.cli.terminal.Types;
import mind.v1.Digest;
import mind.v1.Manifest;
import mind.v1.Plan;
import mind.v1.Port;
import mind.v1.Stage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a manifest says, as JSON and for people. */
final class ManifestText {
  private final Manifest manifest;

  ManifestText(Manifest manifest) {
    this.manifest = manifest;
  }

  ObjectNode json(Digest digest) {
    ObjectNode object =
        Json.object()
            .put("artifact", Digests.name(digest))
            .put("abi", manifest.getAbi())
            .put("numerics", manifest.getNumerics())
            .put("mode", manifest.getMode())
            .put("target", manifest.getTarget())
            .put("entry", manifest.getEntry())
            .put("kernels", manifest.getKernelsCount())
            .put("stages", manifest.getStep().getStagesCount())
            .put("launches", launches(manifest.getStep()))
            .put("arena_bytes", manifest.getStep().getArenaBytes())
            .put("prepare_launches", launches(manifest.getPrepare()))
            .put("prepare_arena_bytes", manifest.getPrepare().getArenaBytes());
    putPorts(object.putArray("inputs"), manifest.getInputsList());
    putPorts(object.putArray("outputs"), manifest.getOutputsList());
    return object;
  }

  String people(Digest digest) {
    StringBuilder text = new StringBuilder();
    line(text, "artifact", Digests.name(digest));
    line(text, "entry", manifest.getEntry());
    line(text, "target", manifest.getTarget() + ", mode " + manifest.getMode());
    for (Port input : manifest.getInputsList()) {
      line(text, "input", input.getName() + ": " + Types.text(input.getType()));
    }
    for (Port output : manifest.getOutputsList()) {
      line(text, "output", output.getName() + ": " + Types.text(output.getType()));
    }
    if (manifest.getBoundCount() > 0) {
      line(text, "bound", String.join(", ", manifest.getBoundList()));
    }
    if (manifest.hasPrepare()) {
      line(text, "prepare", plan(manifest.getPrepare()));
    }
    line(text, "plan", plan(manifest.getStep()) + ", " + manifest.getKernelsCount() + " kernels");
    return text.toString();
  }

  private static String plan(Plan plan) {
    return "%d launches in %d stages over an arena of %d bytes"
        .formatted(launches(plan), plan.getStagesCount(), plan.getArenaBytes());
  }

  private static int launches(Plan plan) {
    return plan.getStagesList().stream().mapToInt(Stage::getLaunchesCount).sum();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-9s %s%n", name, value));
  }

  private static void putPorts(ArrayNode array, List<Port> ports) {
    for (Port port : ports) {
      ArrayNode shape =
          array
              .addObject()
              .put("name", port.getName())
              .put("dtype", Types.name(port.getType().getDtype()))
              .putArray("shape");
      port.getType().getShapeList().forEach(shape::add);
    }
  }
}
