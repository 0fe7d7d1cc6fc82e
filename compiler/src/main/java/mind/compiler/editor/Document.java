package mind.compiler.editor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import mind.compiler.check.Frontend;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.editor.Definition.Kind;
import mind.compiler.editor.Observations.Seen;
import mind.compiler.source.Source;
import mind.compiler.source.Span;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.Vocabulary;

/**
 * One version of a program in an editor. Places are byte offsets into its UTF-8 text. Immutable,
 * and never fails, whatever the text is.
 */
public final class Document {
  private final Source source;
  private final List<Diagnostic> diagnostics;
  private final NameTokens tokens;
  private final Definitions definitions;
  private final Observations observations = new Observations();

  private Document(Source source) {
    this.source = source;
    diagnostics = Frontend.check(source, observations).diagnostics();
    tokens = new NameTokens(source);
    definitions =
        new Definitions(Parser.parse(source, Vocabulary.KEYWORDS_ONLY, new Diagnostics()), tokens);
  }

  /** Checks a program; one that is too large is only reported as such. */
  public static Document of(Source source) {
    return new Document(source);
  }

  public Source source() {
    return source;
  }

  /** In source order. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** Everything that has a name, in source order. */
  public List<Definition> definitions() {
    return List.copyOf(definitions.all());
  }

  /** What stands at a place, with its type and shape. */
  public Optional<Hover> hoverAt(int offset) {
    int i = tokens.nameAt(offset);
    if (i < 0) {
      return observations
          .around(offset)
          .map(seen -> new Hover(seen.getValue().type(), seen.getKey()));
    }
    Span span = new Span(tokens.start(i), tokens.end(i));
    String name = text(span);
    return definitionAt(offset)
        .map(definition -> new Hover(describe(definition, span), span))
        .or(() -> builtin(name).map(signature -> new Hover(signature, span)))
        .or(() -> seenAt(i).map(seen -> new Hover(name + ": " + seen.type(), span)));
  }

  /** The finding about the expression that a name ends: the name alone, or a field. */
  private Optional<Seen> seenAt(int i) {
    return tokens.is(i - 1, TokenKind.DOT)
        ? observations.endingAt(tokens.end(i))
        : observations.at(new Span(tokens.start(i), tokens.end(i)));
  }

  /** A definition in words; {@code use} is where its name is used. */
  private String describe(Definition definition, Span use) {
    return switch (definition.kind()) {
      case FUNCTION, STRUCT, ALIAS, IMPORT -> text(definition.whole());
      case DIMENSION -> definition.name() + ": a dimension";
      case CONSTANT -> "const " + typed(definition, use);
      case FIELD, PARAMETER, VARIABLE -> typed(definition, use);
    };
  }

  private String typed(Definition definition, Span use) {
    return seenAt(tokens.at(use.start()))
        .or(() -> seenAs(definition))
        .map(seen -> definition.name() + ": " + seen.type())
        .orElseGet(() -> text(definition.whole()));
  }

  private Optional<Seen> seenAs(Definition definition) {
    return observations.at(definition.at()).or(() -> observations.at(definition.whole()));
  }

  private static Optional<String> builtin(String name) {
    return Builtins.isBuiltin(name) ? Optional.of(Builtins.signature(name)) : Optional.empty();
  }

  /** Where the name at a place is defined; its own place if that is it. */
  public Optional<Definition> definitionAt(int offset) {
    int i = tokens.nameAt(offset);
    if (i < 0) {
      return Optional.empty();
    }
    int start = tokens.start(i);
    String name = text(new Span(start, tokens.end(i)));
    Optional<Definition> own = definitions.definedAt(start);
    if (own.isPresent()) {
      return own;
    }
    if (tokens.is(i - 1, TokenKind.PATH)) {
      return Optional.empty();
    }
    if (tokens.is(i - 1, TokenKind.DOT)) {
      return fieldOf(tokens.start(i - 1), name, start)
          .or(() -> definitions.lookup(name, start).filter(d -> d.kind() == Kind.FUNCTION));
    }
    return definitions.memberAt(start, name).or(() -> definitions.lookup(name, start));
  }

  private Optional<Definition> fieldOf(int dot, String name, int offset) {
    return observations
        .endingAt(dot)
        .flatMap(Seen::struct)
        .flatMap(struct -> definitions.lookup(struct, offset))
        .flatMap(struct -> struct.member(name));
  }

  /** What could be written at a place where a name, or a part of one, stands before the cursor. */
  public List<Completion> completionsAt(int offset) {
    int i = tokens.nameAt(offset);
    int before = i >= 0 ? i - 1 : tokens.at(offset - 1);
    if (tokens.is(before, TokenKind.DOT) || tokens.is(before, TokenKind.PATH)) {
      Document whole = i >= 0 ? this : withName(offset);
      int dot = tokens.start(before);
      Optional<Seen> base = whole.observations.endingAt(dot);
      Optional<Definition> struct =
          base.flatMap(Seen::struct).flatMap(name -> whole.definitions.lookup(name, dot));
      return Completions.members(whole, struct, base.map(Seen::module).orElse(false));
    }
    boolean type = tokens.is(before, TokenKind.ARROW) || tokens.is(before, TokenKind.AS);
    boolean either = tokens.is(before, TokenKind.COLON) || tokens.is(before, TokenKind.LESS);
    return Completions.names(this, offset, type || either, !type);
  }

  /** This program with a name at a place where one is missing, so that what is before it parses. */
  private Document withName(int offset) {
    byte[] text = source.bytes();
    byte[] longer = new byte[text.length + 1];
    System.arraycopy(text, 0, longer, 0, offset);
    longer[offset] = '_';
    System.arraycopy(text, offset, longer, offset + 1, text.length - offset);
    return new Document(Source.of(longer));
  }

  /** A definition with its type, on one line. */
  String detail(Definition definition) {
    String text =
        definition.kind() == Kind.FUNCTION
            ? text(definition.whole())
            : seenAs(definition).map(Seen::type).orElse("");
    return text.replaceAll("\\s+", " ");
  }

  String text(Span span) {
    int end = Math.min(span.end(), source.length());
    int start = Math.min(span.start(), end);
    return new String(source.bytes(), start, end - start, StandardCharsets.UTF_8).strip();
  }

  List<Definition> visibleAt(int offset) {
    return definitions.all().stream().filter(d -> d.isVisible(offset)).toList();
  }
}
