package mind.compiler.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.editor.Definition.Kind;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.TokenKind;

/** What could be written. */
final class Completions {
  private static final List<Completion> BUILTINS = builtins();
  private static final List<Completion> KEYWORDS = keywords();

  private Completions() {}

  private static List<Completion> builtins() {
    List<Completion> all = new ArrayList<>();
    for (String name : Builtins.names()) {
      all.add(new Completion(name, Completion.Kind.BUILTIN, Builtins.signature(name)));
    }
    return List.copyOf(all);
  }

  private static List<Completion> keywords() {
    List<Completion> all = new ArrayList<>();
    for (TokenKind kind : TokenKind.values()) {
      String word = kind.text().replace("`", "");
      if (!word.equals(kind.text()) && Character.isLetter(word.charAt(0))) {
        all.add(new Completion(word, Completion.Kind.KEYWORD, ""));
      }
    }
    return List.copyOf(all);
  }

  /** After a dot: the fields of a struct, and the functions that take what is before it. */
  static List<Completion> members(Document document, Optional<Definition> struct, boolean module) {
    List<Completion> all = new ArrayList<>();
    struct.ifPresent(s -> {
      for (Definition field : s.members()) {
        all.add(new Completion(field.name(), Completion.Kind.FIELD, document.text(field.whole())));
      }
    });
    if (!module) {
      for (Definition d : document.definitions()) {
        if (d.kind() == Kind.FUNCTION && !d.members().isEmpty()) {
          all.add(new Completion(d.name(), Completion.Kind.FUNCTION, document.detail(d)));
        }
      }
    }
    all.addAll(BUILTINS);
    return all;
  }

  /** Names that are known at a place, by their innermost meaning. */
  static List<Completion> names(Document document, int offset, boolean types, boolean values) {
    Map<String, Completion> all = new LinkedHashMap<>();
    for (Definition d : document.visibleAt(offset)) {
      Completion.Kind kind = kind(d.kind());
      boolean wanted = kind == Completion.Kind.TYPE ? types || values : values;
      if (wanted && !d.name().equals("_")) {
        all.put(d.name(), new Completion(d.name(), kind, document.detail(d)));
      }
    }
    if (types) {
      for (DType dtype : DType.values()) {
        String name = dtype.text();
        all.putIfAbsent(name, new Completion(name, Completion.Kind.TYPE, "dtype"));
      }
      all.putIfAbsent("Tensor", new Completion("Tensor", Completion.Kind.TYPE, "Tensor<f32, [n]>"));
    }
    List<Completion> list = new ArrayList<>(all.values());
    if (values) {
      BUILTINS.stream().filter(b -> !all.containsKey(b.label())).forEach(list::add);
      list.addAll(KEYWORDS);
    }
    return list;
  }

  private static Completion.Kind kind(Kind kind) {
    return switch (kind) {
      case FUNCTION -> Completion.Kind.FUNCTION;
      case PARAMETER, VARIABLE, DIMENSION, IMPORT -> Completion.Kind.VALUE;
      case CONSTANT -> Completion.Kind.CONSTANT;
      case STRUCT, ALIAS -> Completion.Kind.TYPE;
      case FIELD -> Completion.Kind.FIELD;
    };
  }
}
