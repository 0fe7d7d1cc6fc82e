package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mind.compiler.check.builtins.Builtin;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.value.Value;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Vocabulary;
import org.jspecify.annotations.Nullable;

/** The names the language gives meaning to, by the numbers that every program's names share. */
final class Vocabularies {
  static final Set<String> FUTURE_DTYPES = Set.of("f16", "bf16", "u8", "i8", "i16", "u32", "u64");

  /** Words that stand for themselves as arguments. */
  private static final Set<String> WORDS = Set.of("None", "Valid", "Same", "Custom");

  /** Names under which the built-ins may be imported, besides {@code tensor}. */
  static final Set<String> MODULES = Set.of("tensor", "std", "math", "nn", "random", "mind");

  static final Vocabulary VOCABULARY = vocabulary();
  static final int BACKWARD = VOCABULARY.find("backward");
  static final int PRINT = VOCABULARY.find("print");
  static final int ASSERT = VOCABULARY.find("assert");
  static final int DTYPE = VOCABULARY.find("dtype");
  static final int WRT = VOCABULARY.find("wrt");

  private static final @Nullable DType[] DTYPES = new DType[VOCABULARY.size()];
  private static final Value.@Nullable Derivative[] DERIVATIVES =
      new Value.Derivative[VOCABULARY.size()];
  private static final @Nullable Builtin[] BUILTINS = new Builtin[VOCABULARY.size()];
  private static final boolean[] KNOWN = new boolean[VOCABULARY.size()];
  private static final boolean[] WORD = new boolean[VOCABULARY.size()];

  static {
    for (DType dtype : DType.values()) {
      DTYPES[VOCABULARY.find(dtype.text())] = dtype;
    }
    for (String name : Builtins.names()) {
      BUILTINS[VOCABULARY.find(name)] = Builtins.find(name);
      KNOWN[VOCABULARY.find(name)] = true;
    }
    for (Value.Derivative derivative : Value.Derivative.values()) {
      DERIVATIVES[VOCABULARY.find(name(derivative))] = derivative;
    }
    for (String word : WORDS) {
      WORD[VOCABULARY.find(word)] = true;
    }
  }

  private Vocabularies() {}

  private static Vocabulary vocabulary() {
    List<String> words = new ArrayList<>();
    for (DType dtype : DType.values()) {
      words.add(dtype.text());
    }
    words.addAll(Builtins.names());
    for (Builtin builtin : Builtins.all()) {
      builtin.parameters().forEach(parameter -> words.addAll(parameter.names()));
    }
    words.add("wrt");
    WORDS.stream().sorted().forEach(words::add);
    return new Vocabulary(words);
  }

  static @Nullable DType dtype(int name) {
    return name < DTYPES.length ? DTYPES[name] : null;
  }

  /** Whether the name is that of a built-in. */
  static boolean isBuiltin(int name) {
    return name < KNOWN.length && KNOWN[name];
  }

  /** The built-in of that name; null also for those that the checker itself implements. */
  static @Nullable Builtin builtin(int name) {
    return name < BUILTINS.length ? BUILTINS[name] : null;
  }

  /** The derivative that the transform of that name gives; null for any other name. */
  static Value.@Nullable Derivative derivative(int name) {
    return name < DERIVATIVES.length ? DERIVATIVES[name] : null;
  }

  /** The name of the transform that gives a derivative. */
  static String name(Value.Derivative derivative) {
    return derivative.name().toLowerCase(Locale.ROOT);
  }

  static boolean isWord(int name) {
    return name < WORD.length && WORD[name];
  }
}
