package mind.compiler.artifact;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mind.compiler.ir.Function;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Plan;
import mind.compiler.schedule.Schedule;
import mind.v1.Argument;
import mind.v1.DType;
import mind.v1.Debug;
import mind.v1.Digest;
import mind.v1.Launch;
import mind.v1.Manifest;
import mind.v1.Port;
import mind.v1.Stage;
import mind.v1.TensorType;

/** Writes what a runtime needs to know of a program as a manifest. */
final class ManifestWriter {
  /** How kernels are called and manifests are read; a runtime that knows another number refuses. */
  static final int ABI = 4;

  private ManifestWriter() {}

  static void signature(Manifest.Builder manifest, Function f) {
    for (int i = 0; i < f.inputs().size(); i++) {
      manifest.addInputs(port(f.inputs().get(i), f.type(i)));
    }
    for (Function.Output output : f.outputs()) {
      manifest.addOutputs(port(output.name(), f.type(output.value())));
    }
    manifest.setEntry(f.name()).setSeeded(f.seeded());
  }

  private static Port port(String name, Type type) {
    return Port.newBuilder().setName(name).setType(type(type)).build();
  }

  static TensorType type(Type type) {
    TensorType.Builder b = TensorType.newBuilder().setDtype(DType.valueOf(type.dtype().name()));
    for (int dim : type.shape().dims()) {
      b.addShape(dim);
    }
    return b.build();
  }

  static Digest digest(String hash, byte[] content) {
    return Digest.newBuilder().setHash(hash).setSizeBytes(content.length).build();
  }

  /**
   * A launch with how it is run.
   *
   * @param kernel its number
   * @param numbers what the kernel takes besides addresses
   */
  record Call(Plan.Launch launch, Schedule schedule, int kernel, List<Long> numbers) {}

  /**
   * A stage.
   *
   * @param parts absent for a call alone: as many as its grid has cells
   */
  static Stage stage(OptionalLong parts, List<Call> calls) {
    long count = parts.orElseGet(() -> calls.getFirst().schedule().grid());
    Stage.Builder b = Stage.newBuilder().setParts(count);
    long cost = 0;
    for (Call call : calls) {
      Schedule schedule = call.schedule();
      long cells = schedule.grid() / count;
      if (cells * count != schedule.grid()) {
        throw new IllegalStateException(schedule.grid() + " cells in " + count + " parts");
      }
      cost += cells * schedule.costPerCell();
      b.addLaunches(launch(call, cells));
    }
    return b.setCostPerPart(cost).build();
  }

  private static Launch launch(Call call, long cells) {
    Plan.Launch launch = call.launch();
    Launch.Builder b = Launch.newBuilder().setKernel(call.kernel()).setCells(cells);
    for (int buffer = 0; buffer < launch.places().size(); buffer++) {
      Argument.Builder argument = argument(launch.places().get(buffer));
      b.addArgs(argument.setBytes(bytes(launch.nest(), buffer)));
    }
    b.addAllNumbers(call.numbers());
    if (launch.nest().checked()) {
      long limit = indexLimit(launch.nest());
      b.setChecked(true)
          .setCheckCode("E6001")
          .setCheckMessage("index out of range")
          .setCheckLimit(limit);
    }
    return b.build();
  }

  /** What is printed or asserted. */
  static Debug debug(Plan.PlacedDebug debug) {
    Debug.Builder b = Debug.newBuilder().setFormat(debug.format()).setChecks(debug.checks());
    b.setKind(
        switch (debug.kind()) {
          case PRINT -> Debug.Kind.PRINT;
          case FAIL -> Debug.Kind.FAIL;
        });
    for (Plan.Shown value : debug.values()) {
      b.addValuesBuilder()
          .setType(type(value.type()))
          .setWhere(argument(value.place()).setBytes(value.type().bytes()));
    }
    debug.when().ifPresent(place -> b.setWhen(argument(place).setBytes(1)));
    return b.build();
  }

  private static Argument.Builder argument(Plan.Place place) {
    Argument.Builder b = Argument.newBuilder();
    return switch (place) {
      case Plan.Input i -> b.setInput(i.index());
      case Plan.Output o -> b.setOutput(o.index());
      case Plan.Arena a -> b.setArena(a.offset());
      case Plan.Constants c -> b.setConstants(c.offset());
      case Plan.Bound o -> b.setBound(o.offset());
    };
  }

  /** The bytes of a buffer that a nest may touch. */
  private static long bytes(Nest nest, int buffer) {
    return Stream.concat(nest.operands().stream(), nest.results().stream())
        .filter(a -> a.buffer() == buffer)
        .mapToLong(a -> a.dtype().bytes() * a.extents().stream().reduce(1L, (x, y) -> x * y))
        .max()
        .orElseThrow();
  }

  /** The size of the dimension that an index read from an operand selects in. */
  private static long indexLimit(Nest nest) {
    for (List<Access> accesses : List.of(nest.operands(), nest.results())) {
      for (Access access : accesses) {
        for (int d = 0; d < access.indices().size(); d++) {
          if (access.indices().get(d).isIndirect()) {
            return access.extents().get(d);
          }
        }
      }
    }
    throw new IllegalStateException("nothing to check");
  }
}
