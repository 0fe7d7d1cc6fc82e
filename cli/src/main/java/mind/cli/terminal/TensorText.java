package mind.cli.terminal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;
import mind.v1.DType;
import mind.v1.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.FloatNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/** Tensors as JSON and as text for people. */
public final class TensorText {
  private final DType dtype;
  private final long[] shape;
  private final ByteBuffer data;

  private TensorText(Tensor tensor) {
    ByteString raw = tensor.getRaw();
    this.dtype = tensor.getType().getDtype();
    this.shape = tensor.getType().getShapeList().stream().mapToLong(Long::longValue).toArray();
    this.data = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * {@code dtype, shape, data}, data as nested lists. Numbers read back give the same bits; what
   * JSON has no number for is {@code "nan"}, {@code "inf"} or {@code "-inf"}.
   */
  public static ObjectNode json(Tensor tensor) {
    TensorText text = new TensorText(tensor);
    ObjectNode object = Json.object().put("dtype", Types.name(text.dtype));
    ArrayNode shape = object.putArray("shape");
    tensor.getType().getShapeList().forEach(shape::add);
    object.set("data", text.nested(0));
    return object;
  }

  /** For people, nested lists over several lines; large tensors are cut in the middle. */
  public static String people(Tensor tensor) {
    TensorText text = new TensorText(tensor);
    ByteBuffer data = text.data;
    LongUnaryOperator bits =
        switch (text.dtype) {
          case BOOL -> i -> data.get((int) i);
          case I32, F32 -> i -> data.getInt((int) (4 * i));
          case I64, F64 -> i -> data.getLong((int) (8 * i));
          case DTYPE_UNSPECIFIED, UNRECOGNIZED -> throw unknownDtype();
        };
    return new mind.text.TensorText(text.dtype, tensor.getType().getShapeList(), bits).toString();
  }

  /**
   * The value of a scalar tensor, or of a tensor's first element, as a double. An f32 becomes the
   * double that has its shortest decimal, so that it looks the same: 0.1 stays 0.1.
   */
  public static double first(Tensor tensor) {
    TensorText text = new TensorText(tensor);
    return switch (text.dtype) {
      case BOOL -> text.data.get(0);
      case I32 -> text.data.getInt(0);
      case I64 -> text.data.getLong(0);
      case F32 -> Double.parseDouble(Float.toString(text.data.getFloat(0)));
      case F64 -> text.data.getDouble(0);
      case DTYPE_UNSPECIFIED, UNRECOGNIZED -> throw unknownDtype();
    };
  }

  private JsonNode nested(int axis) {
    if (axis == shape.length) {
      return element();
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long i = 0; i < shape[axis]; i++) {
      array.add(nested(axis + 1));
    }
    return array;
  }

  /** Reads the next element. */
  private JsonNode element() {
    return switch (dtype) {
      case BOOL -> BooleanNode.valueOf(data.get() != 0);
      case I32 -> IntNode.valueOf(data.getInt());
      case I64 -> LongNode.valueOf(data.getLong());
      case F32 -> {
        float value = data.getFloat();
        yield Float.isFinite(value) ? FloatNode.valueOf(value) : Json.number(value);
      }
      case F64 -> Json.number(data.getDouble());
      case DTYPE_UNSPECIFIED, UNRECOGNIZED -> throw unknownDtype();
    };
  }

  private static Failure unknownDtype() {
    return Failure.runtime("the server sent a tensor of a dtype this client does not know");
  }
}
