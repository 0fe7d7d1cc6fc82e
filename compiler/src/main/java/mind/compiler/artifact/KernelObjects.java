package mind.compiler.artifact;

import java.util.Map;
import java.util.Optional;

/**
 * Object code of kernels by their keys: what makes the cost of a compile that of what is new in it.
 */
public interface KernelObjects {
  /** The object code that was put under this key, if it is still there and intact. */
  Optional<byte[]> find(String key);

  void put(String key, byte[] object);

  /** Keeps all in a map, which must be safe for use by many threads. */
  static KernelObjects in(Map<String, byte[]> objects) {
    return new KernelObjects() {
      @Override
      public Optional<byte[]> find(String key) {
        return Optional.ofNullable(objects.get(key));
      }

      @Override
      public void put(String key, byte[] object) {
        objects.put(key, object);
      }
    };
  }

  /** Keeps nothing. */
  static KernelObjects none() {
    return new KernelObjects() {
      @Override
      public Optional<byte[]> find(String key) {
        return Optional.empty();
      }

      @Override
      public void put(String key, byte[] object) {}
    };
  }
}
