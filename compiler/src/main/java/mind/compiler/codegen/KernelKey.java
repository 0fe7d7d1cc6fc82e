package mind.compiler.codegen;

import java.util.SortedMap;
import java.util.TreeMap;
import mind.compiler.ir.Digests;
import mind.compiler.kernel.Nest;

/**
 * What a kernel's code is a function of, by name: its canonical form, and what compiles it.
 * Programs whose kernels have equal keys share their code.
 *
 * @param hash SHA-256 over the components, in hex
 * @param symbol name of the function in object code
 */
public record KernelKey(String hash, String symbol) {
  private static final int SYMBOL_DIGITS = 16;

  /**
   * The key of a nest in simplest form with buffers numbered by first use.
   *
   * @param compiler what else decides the bytes: target, mode, versions
   */
  public static KernelKey of(Nest nest, SortedMap<String, String> compiler) {
    SortedMap<String, String> components = new TreeMap<>(compiler);
    components.put("nest", NestText.of(nest));
    StringBuilder text = new StringBuilder();
    components.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    String hash = Digests.sha256(text.toString());
    return new KernelKey(hash, "k_" + hash.substring(0, SYMBOL_DIGITS));
  }
}
