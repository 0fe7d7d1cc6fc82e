package mind.cli.train;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mind.cli.program.InputFiles;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Types;
import mind.v1.Tensor;
import mind.v1.TensorType;

/** Tensors from files that have their rows in common: row i of each is one example. */
final class Dataset {
  /** Leaves room for the parameters in a call, which carries at most 3 MiB. */
  private static final int PIECE_BYTES = 1 << 20;

  private record Column(String name, TensorType type, byte[] data, int rowBytes) {}

  private final List<Column> columns;
  private final int rows;

  private Dataset(List<Column> columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Reads one file for each name, in the order of the names. */
  static Dataset read(List<String> names, Map<String, Path> files, String option) {
    for (String given : files.keySet()) {
      if (!names.contains(given)) {
        throw Failure.usage(
            "%s %s: the step has no such data input; it has %s"
                .formatted(option, given, String.join(", ", names)));
      }
    }
    List<Column> columns = new ArrayList<>();
    int rows = 0;
    for (String name : names) {
      Path file = files.get(name);
      if (file == null) {
        throw Failure.usage(
            "data for input %s is missing: add %s %s=FILE.npy".formatted(name, option, name));
      }
      Column column = column(name, InputFiles.read(name, file));
      int count = Math.toIntExact(column.type().getShape(0));
      if (!columns.isEmpty() && count != rows) {
        throw Failure.usage(
            "%s has %d rows, but %s has %d"
                .formatted(name, count, columns.getFirst().name(), rows));
      }
      rows = count;
      columns.add(column);
    }
    return new Dataset(columns, rows);
  }

  int rows() {
    return rows;
  }

  /** The rows named by order[from] .. order[to - 1], one tensor a column. */
  List<Tensor> rows(int[] order, int from, int to) {
    return columns.stream().map(column -> gather(column, order, from, to)).toList();
  }

  /** All rows as they lie in the files, in pieces that fit one call each. */
  List<List<Tensor>> pieces() {
    int rowBytes = columns.stream().mapToInt(Column::rowBytes).sum();
    int size = Math.max(1, PIECE_BYTES / Math.max(1, rowBytes));
    int[] order = IntStream.range(0, rows).toArray();
    List<List<Tensor>> pieces = new ArrayList<>();
    for (int from = 0; from < rows; from += size) {
      pieces.add(rows(order, from, Math.min(rows, from + size)));
    }
    return pieces;
  }

  /** How many examples these tensors hold: the first axis of the first; 1 for scalars. */
  static long rowsOf(List<Tensor> tensors) {
    return tensors.isEmpty() || tensors.getFirst().getType().getShapeCount() == 0
        ? 1
        : tensors.getFirst().getType().getShape(0);
  }

  private static Column column(String name, Tensor tensor) {
    TensorType type = tensor.getType();
    if (type.getShapeCount() == 0) {
      throw Failure.usage("data for %s is a single %s, not rows".formatted(name, Types.text(type)));
    }
    byte[] data = tensor.getRaw().toByteArray();
    return new Column(name, type, data, Math.toIntExact(data.length / type.getShape(0)));
  }

  private static Tensor gather(Column column, int[] order, int from, int to) {
    int size = column.rowBytes();
    byte[] bytes = new byte[(to - from) * size];
    for (int i = from; i < to; i++) {
      System.arraycopy(column.data(), order[i] * size, bytes, (i - from) * size, size);
    }
    return Tensor.newBuilder()
        .setType(column.type().toBuilder().setShape(0, to - from))
        .setRaw(ByteString.copyFrom(bytes))
        .build();
  }
}
