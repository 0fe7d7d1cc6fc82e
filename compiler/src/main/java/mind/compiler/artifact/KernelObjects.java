package mind.compiler.artifact;

import java.util.Optional;

/**
 * Object code of kernels by their keys: what makes the cost of a compile that of what is new in it.
 */
public interface KernelObjects {
  /** The object code that was put under this key, if it is still there and intact. */
  Optional<byte[]> find(String key);

  void put(String key, byte[] object);

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
