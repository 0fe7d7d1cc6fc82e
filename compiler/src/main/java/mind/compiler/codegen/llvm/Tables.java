package mind.compiler.codegen.llvm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mind.compiler.kernel.DType;

/** The constant tables of a module. */
final class Tables {
  private record Table(DType dtype, List<Long> bits) {}

  private final Map<Table, String> names = new LinkedHashMap<>();

  /** The global that holds a table. */
  String name(DType dtype, List<Long> bits) {
    return names.computeIfAbsent(new Table(dtype, bits), t -> "@table" + names.size());
  }

  /** The globals' definitions. */
  String text() {
    StringBuilder text = new StringBuilder();
    names.forEach((table, name) ->
        text.append(name)
            .append(" = private unnamed_addr constant [")
            .append(table.bits().size())
            .append(" x ")
            .append(Type.inMemory(table.dtype(), 1).text())
            .append("] [")
            .append(
                table.bits().stream()
                    .map(b -> element(table.dtype(), b))
                    .collect(Collectors.joining(", ")))
            .append("], align 64\n"));
    return text.toString();
  }

  private static String element(DType dtype, long bits) {
    return dtype == DType.BOOL ? "i8 " + (bits != 0 ? 1 : 0) : Scalars.literal(dtype, bits).typed();
  }
}
