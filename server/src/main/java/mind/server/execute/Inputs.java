package mind.server.execute;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import mind.runtime.Manifests;
import mind.server.failure.ServiceException;
import mind.server.store.Digest;
import mind.v1.DType;
import mind.v1.Manifest;
import mind.v1.NamedTensor;
import mind.v1.Port;
import mind.v1.Tensor;
import mind.v1.TensorType;

/**
 * Checks a request's tensors against a manifest and puts them into its order. All that is wrong
 * with them is E6006 and names the input, what was expected and what came.
 */
final class Inputs {
  private final Function<Digest, Optional<ByteString>> blobs;

  /** Where tensors given by digest are read. */
  Inputs(Function<Digest, Optional<ByteString>> blobs) {
    this.blobs = blobs;
  }

  /** Inputs that callers give: all but the hidden seed. */
  static List<Port> visible(Manifest manifest) {
    List<Port> all = manifest.getInputsList();
    return manifest.getSeeded() ? all.subList(0, all.size() - 1) : all;
  }

  /** Raw bytes of each visible input. */
  List<ByteString> inOrder(Manifest manifest, List<NamedTensor> given) {
    List<Port> ports = visible(manifest);
    Map<String, Tensor> byName = byName(ports, given);
    List<ByteString> ordered = new ArrayList<>();
    for (Port port : ports) {
      Tensor tensor = byName.get(port.getName());
      if (tensor == null) {
        throw wrong(port.getName(), "is missing; expected %s".formatted(describe(port.getType())));
      }
      ordered.add(content(port, tensor));
    }
    return ordered;
  }

  private static Map<String, Tensor> byName(List<Port> ports, List<NamedTensor> given) {
    Map<String, Port> known = new HashMap<>();
    ports.forEach(port -> known.put(port.getName(), port));
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (NamedTensor each : given) {
      if (!known.containsKey(each.getName())) {
        throw wrong(
            each.getName(),
            "is unknown; the program takes %s"
                .formatted(
                    ports.isEmpty()
                        ? "no inputs"
                        : ports.stream()
                            .map(port -> port.getName() + ": " + describe(port.getType()))
                            .collect(Collectors.joining(", "))));
      }
      if (byName.put(each.getName(), each.getTensor()) != null) {
        throw wrong(each.getName(), "is given twice");
      }
    }
    return byName;
  }

  private ByteString content(Port port, Tensor tensor) {
    if (!port.getType().equals(tensor.getType())) {
      throw wrong(
          port.getName(),
          "has the wrong type; expected %s, got %s"
              .formatted(describe(port.getType()), describe(tensor.getType())));
    }
    ByteString bytes =
        switch (tensor.getContentCase()) {
          case RAW -> tensor.getRaw();
          case BLOB -> stored(port, tensor.getBlob());
          case CONTENT_NOT_SET -> throw wrong(port.getName(), "has no content; set raw or blob");
        };
    long expected = Manifests.bytes(port.getType());
    if (bytes.size() != expected) {
      throw wrong(
          port.getName(),
          "has the wrong length; %s takes %d bytes, got %d"
              .formatted(describe(port.getType()), expected, bytes.size()));
    }
    if (port.getType().getDtype() == DType.BOOL) {
      checkBooleans(port, bytes);
    }
    return bytes;
  }

  private ByteString stored(Port port, mind.v1.Digest named) {
    Optional<ByteString> bytes;
    try {
      bytes = blobs.apply(Digest.of(named));
    } catch (IllegalArgumentException e) {
      throw wrong(port.getName(), "names no blob: " + e.getMessage());
    }
    return bytes.orElseThrow(() ->
        wrong(
            port.getName(),
            "names the blob sha256:%s of %d bytes, which isn't in the store"
                .formatted(named.getHash(), named.getSizeBytes())));
  }

  private static void checkBooleans(Port port, ByteString bytes) {
    for (int i = 0; i < bytes.size(); i++) {
      if ((bytes.byteAt(i) & ~1) != 0) {
        throw wrong(
            port.getName(),
            "has the byte %d at position %d; a bool is 0 or 1"
                .formatted(bytes.byteAt(i) & 0xff, i));
      }
    }
  }

  private static ServiceException wrong(String name, String what) {
    return ServiceException.of("E6006", "input '%s' %s".formatted(name, what))
        .in("inputs[%s]".formatted(name));
  }

  /** A type as the language writes it in the IR: {@code f32[2,3]}, {@code f32} for rank 0. */
  static String describe(TensorType type) {
    String dtype =
        switch (type.getDtype()) {
          case DTYPE_UNSPECIFIED, UNRECOGNIZED -> "a tensor without dtype, shape ";
          case BOOL, I32, I64, F32, F64 -> type.getDtype().name().toLowerCase(Locale.ROOT);
        };
    if (type.getShapeCount() == 0) {
      return dtype;
    }
    return type.getShapeList().stream()
        .limit(32)
        .map(String::valueOf)
        .collect(Collectors.joining(",", dtype + "[", type.getShapeCount() > 32 ? ",..]" : "]"));
  }
}
