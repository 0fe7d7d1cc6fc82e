package mind.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mind.v1.DType;
import mind.v1.Tensor;
import mind.v1.TensorType;

/**
 * NumPy's {@code .npy} files: versions 1 to 3, little-endian f4, f8, i4, i8 and b1, in C or Fortran
 * order; written as version 1 in C order.
 *
 * <p>A file is a magic, a version, the length of a header, the header (a Python dictionary in text)
 * padded to a multiple of 64 bytes, and the elements. See {@code numpy.lib.format}.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int GROWTH_DIGITS = 21;
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d\\s,L]*)\\)");

  private Npy() {}

  public static Tensor read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (NpyException e) {
      throw new NpyException(file + ": " + e.getMessage());
    }
  }

  /** Reads one array, to the end of the stream. */
  public static Tensor read(InputStream in) throws IOException {
    String header = header(in);
    DType dtype = dtype(group(DESCR, header, "descr"));
    long[] shape = shape(group(SHAPE, header, "shape"));
    byte[] content = content(in, dtype, shape);
    byte[] rows =
        group(ORDER, header, "fortran_order").equals("True")
            ? toRowMajor(content, shape, Tensors.elementBytes(dtype))
            : content;
    return Tensors.tensor(dtype, UnsafeByteOperations.unsafeWrap(rows), shape);
  }

  private static String header(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2 || !Arrays.equals(MAGIC, Arrays.copyOf(start, 6))) {
      throw new NpyException("not a .npy file; write it with numpy.save");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new NpyException("version %d of the .npy format is unknown".formatted(version));
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] lengthField = Arrays.copyOf(in.readNBytes(lengthBytes), 4);
    int length = ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new NpyException("the header claims %d bytes".formatted(length));
    }
    byte[] header = in.readNBytes(length);
    if (header.length < length) {
      throw new NpyException("the file ends within its header");
    }
    return new String(header, version == 3 ? UTF_8 : ISO_8859_1);
  }

  private static String group(Pattern pattern, String header, String key) throws NpyException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new NpyException("the header has no plain '%s': %s".formatted(key, header.strip()));
    }
    return String.valueOf(matcher.group(1));
  }

  private static DType dtype(String descr) throws NpyException {
    return switch (descr) {
      case "<f4" -> DType.F32;
      case "<f8" -> DType.F64;
      case "<i4" -> DType.I32;
      case "<i8" -> DType.I64;
      case "|b1" -> DType.BOOL;
      default ->
          throw new NpyException(
              "elements of type '%s' can't be taken; convert to one of <f4 <f8 <i4 <i8 |b1, for instance with a.astype('<f4')"
                  .formatted(descr));
    };
  }

  private static long[] shape(String text) throws NpyException {
    try {
      long[] shape =
          Arrays.stream(text.split(","))
              .map(each -> each.strip().replace("L", "")) // Python 2 wrote 3L
              .filter(each -> !each.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      if (Arrays.stream(shape).anyMatch(dimension -> dimension < 1)) {
        throw new NpyException("the shape (%s) has a dimension of zero".formatted(text));
      }
      return shape;
    } catch (NumberFormatException e) {
      throw new NpyException("the shape (%s) can't be read".formatted(text));
    }
  }

  private static byte[] content(InputStream in, DType dtype, long[] shape) throws IOException {
    int bytes;
    try {
      bytes =
          Math.toIntExact(
              Math.multiplyExact(Tensors.elements(shape), (long) Tensors.elementBytes(dtype)));
    } catch (ArithmeticException e) {
      throw new NpyException(
          "an array of shape %s is over 2 GiB".formatted(Arrays.toString(shape)));
    }
    byte[] content = in.readNBytes(bytes);
    if (content.length < bytes) {
      throw new NpyException(
          "the file ends after %d of %d bytes of elements".formatted(content.length, bytes));
    }
    if (in.read() >= 0) {
      throw new NpyException("the file goes on after its %d bytes of elements".formatted(bytes));
    }
    return content;
  }

  /** Reorders from first index fastest to last index fastest. */
  private static byte[] toRowMajor(byte[] from, long[] shape, int elementBytes) {
    byte[] to = new byte[from.length];
    int elements = from.length / elementBytes;
    int[] index = new int[shape.length];
    for (int target = 0; target < elements; target++) {
      int source = 0;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        source = source * (int) shape[axis] + index[axis];
      }
      System.arraycopy(from, source * elementBytes, to, target * elementBytes, elementBytes);
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return to;
  }

  /** Writes an array; the file is either whole or as it was. */
  public static void write(Path file, Tensor tensor) throws IOException {
    WholeFile.write(file, encode(tensor));
  }

  /** The bytes of a file, the same as {@code numpy.save} writes. */
  public static ByteString encode(Tensor tensor) {
    byte[] header = header(tensor.getType());
    int before = MAGIC.length + 4;
    ByteBuffer start = ByteBuffer.allocate(before + header.length).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length);
    start.put(header).flip();
    return ByteString.copyFrom(start).concat(tensor.getRaw());
  }

  /** Padded as NumPy does: room for the first dimension to grow, then up to the alignment. */
  private static byte[] header(TensorType type) {
    String shape =
        type.getShapeList().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String growth =
        type.getShapeCount() == 0
            ? ""
            : " ".repeat(GROWTH_DIGITS - Long.toString(type.getShape(0)).length());
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }%s"
            .formatted(
                descr(type.getDtype()), type.getShapeCount() == 1 ? shape + "," : shape, growth);
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    String padding = " ".repeat(ALIGNMENT - unpadded % ALIGNMENT);
    return (header + padding + "\n").getBytes(ISO_8859_1);
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case BOOL -> "|b1";
      case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a tensor without dtype");
    };
  }
}
