package mind.compiler.codegen;

import java.util.SortedMap;
import java.util.TreeMap;
import mind.compiler.ir.Digests;

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
   * The key of a form whose nest has its buffers numbered by first use.
   *
   * @param compiler what else decides the bytes: target, mode, versions
   */
  public static KernelKey of(KernelForm form, SortedMap<String, String> compiler) {
    SortedMap<String, String> components = new TreeMap<>(compiler);
    components.put("form", form.text());
    StringBuilder text = new StringBuilder();
    components.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    String hash = Digests.sha256(text.toString());
    return new KernelKey(hash, "k_" + hash.substring(0, SYMBOL_DIGITS));
  }
}
