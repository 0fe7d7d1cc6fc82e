package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import mind.runtime.RuntimeFailure;
import mind.text.Format;
import mind.text.Printout;
import mind.text.TensorText;
import mind.v1.DType;
import mind.v1.Debug;
import mind.v1.DebugValue;
import mind.v1.Plan;

/** Reads what a run printed, and whether its assertions hold, from memory that it has written. */
final class DebugReader {
  private final Areas areas;
  private final Printout printout = new Printout();

  private DebugReader(Areas areas) {
    this.areas = areas;
  }

  /**
   * A text for each print, in the program's order.
   *
   * @param failed the launch whose check failed, if one did
   * @throws RuntimeFailure E6006 if an assertion doesn't hold, or the failed check's code;
   *     whichever comes first in the program
   */
  static List<String> read(Plan plan, Areas areas, Optional<PlacedPlan.FailedCheck> failed) {
    if (plan.getDebugsCount() == 0 && failed.isEmpty()) {
      return List.of();
    }
    DebugReader reader = new DebugReader(areas);
    for (Debug debug : plan.getDebugsList()) {
      if (failed.isPresent() && failed.get().number() < debug.getChecks()) {
        break;
      }
      reader.read(debug);
    }
    List<String> printed = reader.printout.texts();
    if (failed.isPresent()) {
      throw new RuntimeFailure(failed.get().code(), failed.get().message(), printed);
    }
    return printed;
  }

  private void read(Debug debug) {
    if (debug.hasWhen() && areas.place(debug.getWhen()).get(ValueLayout.JAVA_BYTE, 0) == 0) {
      return;
    }
    List<TensorText> values = debug.getValuesList().stream().map(this::text).toList();
    if (debug.getKind() == Debug.Kind.PRINT) {
      printout.print(debug.getFormat(), values);
    } else {
      String message = Format.fill(debug.getFormat(), values, Printout.LIMIT);
      throw new RuntimeFailure("E6006", message, printout.texts());
    }
  }

  private TensorText text(DebugValue value) {
    DType dtype = value.getType().getDtype();
    MemorySegment memory = areas.place(value.getWhere());
    LongUnaryOperator bits =
        switch (dtype) {
          case BOOL -> i -> memory.get(ValueLayout.JAVA_BYTE, i);
          case I32, F32 -> i -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * i);
          case I64, F64 -> i -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i);
          case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalStateException("the plan was checked");
        };
    return new TensorText(dtype, value.getType().getShapeList(), bits);
  }
}
