package mind.runtime;

import java.util.List;
import mind.text.Format;
import mind.v1.Argument;
import mind.v1.DType;
import mind.v1.Debug;
import mind.v1.DebugValue;
import mind.v1.Launch;
import mind.v1.Manifest;
import mind.v1.Plan;
import mind.v1.Port;
import mind.v1.TensorType;

/**
 * Checks of manifests and inputs. A manifest is data: before anything of it is run, every number in
 * it that becomes an address or a count is held against the sizes it belongs to.
 */
public final class Manifests {
  /** The one way of calling kernels and reading manifests that this runtime knows. */
  public static final int ABI = 2;

  /** Version of the numerics contract. */
  public static final int NUMERICS = 1;

  /** Alignment of what manifests place by byte offset. */
  public static final long ALIGNMENT = 64;

  /** Bytes that no address space has, and with which sums of sizes can't overflow. */
  private static final long LARGEST_ARENA = 1L << 47;

  private Manifests() {}

  /**
   * Checks that a manifest can be run as it stands.
   *
   * @param targets names of the targets that can run here
   * @throws RuntimeFailure E6002 if its target can't; E6003 if it isn't well formed; E6004 if an
   *     output is too large for a buffer
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
    manifest.getInputsList().forEach(port -> bytes(port.getType()));
    manifest.getOutputsList().forEach(Manifests::checkOutput);
    if (manifest.getSeeded()) {
      int last = manifest.getInputsCount() - 1;
      require(last >= 0 && isSeed(manifest.getInputs(last)), "the last input is no seed");
    }
    checkPlan(manifest, manifest.getStep(), "step");
  }

  private static void checkOutput(Port port) {
    long bytes = bytes(port.getType());
    if (bytes > Integer.MAX_VALUE) {
      throw new RuntimeFailure(
          "E6004", "output %s has %d bytes, more than a buffer".formatted(port.getName(), bytes));
    }
  }

  private static boolean isSeed(Port port) {
    return port.getType().getDtype() == DType.I64 && port.getType().getShapeCount() == 0;
  }

  private static void checkPlan(Manifest manifest, Plan plan, String name) {
    require(
        plan.getArenaBytes() >= 0 && plan.getArenaBytes() <= LARGEST_ARENA,
        "%s has an arena of %d bytes".formatted(name, plan.getArenaBytes()));
    for (int i = 0; i < plan.getLaunchesCount(); i++) {
      Launch launch = plan.getLaunches(i);
      String where = name + " launch " + i;
      require(
          Integer.compareUnsigned(launch.getKernel(), manifest.getKernelsCount()) < 0,
          where + " names no kernel");
      require(launch.getGrid() >= 1 && launch.getCostPerCell() >= 0, where + " has no grid");
      for (int a = 0; a < launch.getArgsCount(); a++) {
        checkArgument(manifest, plan, launch.getArgs(a), where + " argument " + a);
      }
    }
    for (int i = 0; i < plan.getDebugsCount(); i++) {
      checkDebug(manifest, plan, plan.getDebugs(i), name + " debug " + i);
    }
  }

  private static void checkDebug(Manifest manifest, Plan plan, Debug debug, String where) {
    require(
        debug.getKind() == Debug.Kind.PRINT || debug.getKind() == Debug.Kind.FAIL,
        where + " is of an unknown kind");
    require(
        Format.places(debug.getFormat()) == debug.getValuesCount(),
        where + " has no place for each of its values");
    for (DebugValue value : debug.getValuesList()) {
      require(
          value.getWhere().getBytes() == bytes(value.getType()), where + " has a value in part");
      checkArgument(manifest, plan, value.getWhere(), where);
    }
    if (debug.hasWhen()) {
      checkArgument(manifest, plan, debug.getWhen(), where);
    }
  }

  private static void checkArgument(Manifest manifest, Plan plan, Argument argument, String where) {
    long offset =
        switch (argument.getWhereCase()) {
          case ARENA -> argument.getArena();
          case CONSTANTS -> argument.getConstants();
          case INPUT, OUTPUT -> 0;
          case WHERE_NOT_SET -> throw malformed(where + " is of an unknown kind");
        };
    long size =
        switch (argument.getWhereCase()) {
          case ARENA -> plan.getArenaBytes();
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

  /**
   * Checks the inputs of a call against the signature.
   *
   * @throws RuntimeFailure E6006 that names the input, what it must be and what it is
   */
  public static void checkInputs(Manifest manifest, List<TensorBuffer> inputs) {
    int expected = manifest.getInputsCount() - (manifest.getSeeded() ? 1 : 0);
    if (inputs.size() != expected) {
      throw new RuntimeFailure(
          "E6006",
          "%s takes %d inputs, got %d".formatted(manifest.getEntry(), expected, inputs.size()));
    }
    for (int i = 0; i < expected; i++) {
      Port port = manifest.getInputs(i);
      TensorBuffer input = inputs.get(i);
      if (!input.type().equals(port.getType())) {
        throw new RuntimeFailure(
            "E6006",
            "input %s must be %s, got %s"
                .formatted(port.getName(), text(port.getType()), text(input.type())));
      }
      long bytes = bytes(port.getType());
      if (input.data().remaining() != bytes) {
        throw new RuntimeFailure(
            "E6006",
            "input %s, %s, has %d bytes, got %d"
                .formatted(port.getName(), text(port.getType()), bytes, input.data().remaining()));
      }
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
