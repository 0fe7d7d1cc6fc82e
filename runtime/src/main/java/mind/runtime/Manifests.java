package mind.runtime;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mind.text.Format;
import mind.v1.Argument;
import mind.v1.DType;
import mind.v1.Debug;
import mind.v1.DebugValue;
import mind.v1.Launch;
import mind.v1.Manifest;
import mind.v1.Plan;
import mind.v1.Port;
import mind.v1.Stage;
import mind.v1.TensorType;

/**
 * Checks of manifests and inputs. A manifest is data: before anything of it is run, every number in
 * it that becomes an address or a count is held against the sizes it belongs to.
 */
public final class Manifests {
  /** The one way of calling kernels and reading manifests that this runtime knows. */
  public static final int ABI = 4;

  /** Version of the numerics contract. */
  public static final int NUMERICS = 1;

  /** Alignment of what manifests place by byte offset. */
  public static final long ALIGNMENT = 64;

  /** Bytes that no address space has, and with which sums of sizes can't overflow. */
  private static final long LARGEST_ARENA = 1L << 47;

  /** Where a launch of prepare may have its arguments; outputs and the arena are a call's. */
  private static final Set<Argument.WhereCase> PREPARE =
      EnumSet.of(Argument.WhereCase.BOUND, Argument.WhereCase.INPUT, Argument.WhereCase.CONSTANTS);

  private static final Set<Argument.WhereCase> STEP =
      EnumSet.complementOf(EnumSet.of(Argument.WhereCase.WHERE_NOT_SET));

  private Manifests() {}

  /**
   * Checks that a manifest can be run as it stands.
   *
   * @param targets names of the targets that can run here
   * @throws RuntimeFailure E6002 if its target can't; E6003 if it isn't well formed; E6004 if an
   *     input or output is too large for a buffer
   */
  public static void check(Manifest manifest, List<String> targets) {
    require(manifest.getAbi() == ABI, "abi " + manifest.getAbi() + " is not known here");
    require(
        manifest.getNumerics() == NUMERICS,
        "numerics version " + manifest.getNumerics() + " is not known here");
    if (!targets.contains(manifest.getTarget())) {
      throw new RuntimeFailure(
          "E6002",
          "target %s can't run here; available: %s"
              .formatted(manifest.getTarget(), String.join(", ", targets)));
    }
    manifest.getInputsList().forEach(port -> checkPort("input", port));
    manifest.getOutputsList().forEach(port -> checkPort("output", port));
    if (manifest.getSeeded()) {
      int last = manifest.getInputsCount() - 1;
      require(last >= 0 && isSeed(manifest.getInputs(last)), "the last input is no seed");
    }
    BitSet bound = boundInputs(manifest);
    require(bound.cardinality() == manifest.getBoundCount(), "a bound input is named twice");
    checkPlan(manifest, manifest.getPrepare(), "prepare", PREPARE);
    checkPlan(manifest, manifest.getStep(), "step", STEP);
    checkPrepare(manifest.getPrepare(), bound);
  }

  private static void checkPort(String kind, Port port) {
    long bytes = bytes(port.getType());
    if (bytes > Integer.MAX_VALUE) {
      throw new RuntimeFailure(
          "E6004", "%s %s has %d bytes, more than a buffer".formatted(kind, port.getName(), bytes));
    }
  }

  /**
   * The numbers of the inputs that are given once.
   *
   * @throws RuntimeFailure E6003 if a name is no input's
   */
  public static BitSet boundInputs(Manifest manifest) {
    int visible = visibleInputs(manifest);
    BitSet bound = new BitSet();
    for (String name : manifest.getBoundList()) {
      int input = 0;
      while (input < visible && !manifest.getInputs(input).getName().equals(name)) {
        input++;
      }
      require(input < visible, "the bound input " + name + " is none");
      bound.set(input);
    }
    return bound;
  }

  /** What is left of a plan's checks for one that must give the same for every call. */
  private static void checkPrepare(Plan prepare, BitSet bound) {
    require(prepare.getDebugsCount() == 0, "prepare has debugs");
    for (Stage stage : prepare.getStagesList()) {
      for (Launch launch : stage.getLaunchesList()) {
        require(!launch.getChecked(), "prepare has a checked launch");
        for (Argument argument : launch.getArgsList()) {
          require(
              !argument.hasInput() || bound.get(argument.getInput()),
              "prepare reads an input that isn't bound");
        }
      }
    }
  }

  private static boolean isSeed(Port port) {
    return port.getType().getDtype() == DType.I64 && port.getType().getShapeCount() == 0;
  }

  private static void checkPlan(
      Manifest manifest, Plan plan, String name, Set<Argument.WhereCase> places) {
    require(
        plan.getArenaBytes() >= 0 && plan.getArenaBytes() <= LARGEST_ARENA,
        "%s has an arena of %d bytes".formatted(name, plan.getArenaBytes()));
    for (int s = 0; s < plan.getStagesCount(); s++) {
      Stage stage = plan.getStages(s);
      String where = name + " stage " + s;
      require(stage.getParts() >= 1, where + " has no parts");
      require(stage.getCostPerPart() >= 0, where + " has no cost");
      require(stage.getLaunchesCount() >= 1, where + " has no launches");
      for (int i = 0; i < stage.getLaunchesCount(); i++) {
        checkLaunch(manifest, stage, i, where + " launch " + i, places);
      }
    }
    for (int i = 0; i < plan.getDebugsCount(); i++) {
      checkDebug(manifest, plan.getDebugs(i), name + " debug " + i);
    }
  }

  private static void checkLaunch(
      Manifest manifest, Stage stage, int i, String where, Set<Argument.WhereCase> places) {
    Launch launch = stage.getLaunches(i);
    require(
        Integer.compareUnsigned(launch.getKernel(), manifest.getKernelsCount()) < 0,
        where + " names no kernel");
    require(
        launch.getNumbersCount() == manifest.getKernels(launch.getKernel()).getNumbers(),
        where + " has not the numbers that its kernel takes");
    require(
        launch.getCells() >= 1 && launch.getCells() <= Long.MAX_VALUE / stage.getParts(),
        where + " has no cells");
    for (int a = 0; a < launch.getArgsCount(); a++) {
      Argument argument = launch.getArgs(a);
      checkArgument(manifest, argument, where + " argument " + a);
      require(
          places.contains(argument.getWhereCase()),
          "%s argument %d can't be in %s".formatted(where, a, argument.getWhereCase()));
    }
  }

  private static void checkDebug(Manifest manifest, Debug debug, String where) {
    require(
        debug.getKind() == Debug.Kind.PRINT || debug.getKind() == Debug.Kind.FAIL,
        where + " is of an unknown kind");
    require(
        Format.places(debug.getFormat()) == debug.getValuesCount(),
        where + " has no place for each of its values");
    for (DebugValue value : debug.getValuesList()) {
      require(
          value.getWhere().getBytes() == bytes(value.getType()), where + " has a value in part");
      checkArgument(manifest, value.getWhere(), where);
    }
    if (debug.hasWhen()) {
      checkArgument(manifest, debug.getWhen(), where);
    }
  }

  private static void checkArgument(Manifest manifest, Argument argument, String where) {
    long offset =
        switch (argument.getWhereCase()) {
          case ARENA -> argument.getArena();
          case BOUND -> argument.getBound();
          case CONSTANTS -> argument.getConstants();
          case INPUT, OUTPUT -> 0;
          case WHERE_NOT_SET -> throw malformed(where + " is of an unknown kind");
        };
    long size =
        switch (argument.getWhereCase()) {
          case ARENA -> manifest.getStep().getArenaBytes();
          case BOUND -> manifest.getPrepare().getArenaBytes();
          case CONSTANTS -> manifest.getConstants().getSizeBytes();
          case INPUT -> inputBytes(manifest, argument.getInput(), where);
          case OUTPUT -> outputBytes(manifest, argument.getOutput(), where);
          case WHERE_NOT_SET -> 0;
        };
    long bytes = argument.getBytes();
    require(bytes > 0, where + " has no size");
    require(
        offset >= 0 && offset % ALIGNMENT == 0 && offset <= size && bytes <= size - offset,
        "%s leaves its area: %d bytes at %d of %d".formatted(where, bytes, offset, size));
  }

  private static long inputBytes(Manifest manifest, int input, String where) {
    require(Integer.compareUnsigned(input, manifest.getInputsCount()) < 0, where + " is no input");
    return bytes(manifest.getInputs(input).getType());
  }

  private static long outputBytes(Manifest manifest, int output, String where) {
    require(
        Integer.compareUnsigned(output, manifest.getOutputsCount()) < 0, where + " is no output");
    return bytes(manifest.getOutputs(output).getType());
  }

  /**
   * Size of a tensor in bytes.
   *
   * @throws RuntimeFailure E6003 if the type is none
   */
  public static long bytes(TensorType type) {
    long bytes = elementBytes(type.getDtype());
    for (long extent : type.getShapeList()) {
      require(extent >= 1 && bytes <= Long.MAX_VALUE / extent, "no tensor type: " + text(type));
      bytes *= extent;
    }
    return bytes;
  }

  /** Size of an element in bytes. */
  public static int elementBytes(DType dtype) {
    return switch (dtype) {
      case BOOL -> 1;
      case I32, F32 -> 4;
      case I64, F64 -> 8;
      case DTYPE_UNSPECIFIED, UNRECOGNIZED -> throw malformed("unknown dtype");
    };
  }

  /** How many inputs callers give: all but the hidden seed. */
  public static int visibleInputs(Manifest manifest) {
    return manifest.getInputsCount() - (manifest.getSeeded() ? 1 : 0);
  }

  /** The inputs of these numbers. */
  public static List<Port> inputs(Manifest manifest, BitSet numbers) {
    return numbers.stream().mapToObj(manifest::getInputs).toList();
  }

  /**
   * Checks inputs against the signature.
   *
   * @param kind what the ports are, in messages
   * @throws RuntimeFailure E6006 that names the input, what it must be and what it is
   */
  public static void checkInputs(
      String entry, String kind, List<Port> ports, List<TensorBuffer> inputs) {
    checkCount("%s takes %d %s, got %d", entry, ports.size(), kind, inputs.size());
    for (int i = 0; i < ports.size(); i++) {
      checkBuffer("input ", ports.get(i), inputs.get(i));
    }
  }

  /**
   * Checks that buffers can take a program's outputs.
   *
   * @throws RuntimeFailure E6006 that names the output, what it must be and what it is
   */
  public static void checkOutputs(Manifest manifest, List<TensorBuffer> outputs) {
    int expected = manifest.getOutputsCount();
    checkCount("%s gives %d %s, got %d", manifest.getEntry(), expected, "outputs", outputs.size());
    for (int i = 0; i < expected; i++) {
      Port port = manifest.getOutputs(i);
      checkBuffer("output ", port, outputs.get(i));
      if (outputs.get(i).data().isReadOnly()) {
        throw new RuntimeFailure("E6006", "output " + port.getName() + " can't be written");
      }
    }
  }

  private static void checkCount(
      String message, String entry, int expected, String kind, int given) {
    if (given != expected) {
      throw new RuntimeFailure("E6006", message.formatted(entry, expected, kind, given));
    }
  }

  private static void checkBuffer(String kind, Port port, TensorBuffer buffer) {
    String what = kind + port.getName();
    String type = text(port.getType());
    if (!buffer.type().equals(port.getType())) {
      throw new RuntimeFailure(
          "E6006", "%s must be %s, got %s".formatted(what, type, text(buffer.type())));
    }
    long bytes = bytes(port.getType());
    if (buffer.data().remaining() != bytes) {
      throw new RuntimeFailure(
          "E6006",
          "%s, %s, has %d bytes, got %d".formatted(what, type, bytes, buffer.data().remaining()));
    }
  }

  /** A type as it stands in source: {@code f32[32,784]}. */
  public static String text(TensorType type) {
    String dtype = type.getDtype().name().toLowerCase(java.util.Locale.ROOT);
    return dtype + type.getShapeList().toString().replace(" ", "");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw malformed(otherwise);
    }
  }

  private static RuntimeFailure malformed(String what) {
    return new RuntimeFailure("E6003", "manifest: " + what);
  }
}
