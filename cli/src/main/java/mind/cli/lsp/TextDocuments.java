package mind.cli.lsp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import mind.compiler.editor.Completion;
import mind.compiler.editor.Definition;
import mind.compiler.format.Formatter;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.SymbolKind;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.jspecify.annotations.Nullable;

/** The open documents, and what is asked about them. */
final class TextDocuments implements TextDocumentService {
  private final Map<String, OpenDocument> open = new ConcurrentHashMap<>();
  private @Nullable LanguageClient client;

  void connect(LanguageClient connected) {
    client = connected;
  }

  @Override
  public void didOpen(DidOpenTextDocumentParams params) {
    var document = params.getTextDocument();
    update(document.getUri(), document.getVersion(), document.getText());
  }

  @Override
  public void didChange(DidChangeTextDocumentParams params) {
    var document = params.getTextDocument();
    if (!params.getContentChanges().isEmpty()) {
      String text = params.getContentChanges().getLast().getText();
      update(document.getUri(), document.getVersion(), text);
    }
  }

  @Override
  public void didSave(DidSaveTextDocumentParams params) {}

  @Override
  public void didClose(DidCloseTextDocumentParams params) {
    String uri = params.getTextDocument().getUri();
    open.remove(uri);
    publish(new PublishDiagnosticsParams(uri, List.of()));
  }

  private void update(String uri, Integer version, String text) {
    OpenDocument document = new OpenDocument(text);
    open.put(uri, document);
    publish(new PublishDiagnosticsParams(uri, Findings.all(document), version));
  }

  private void publish(PublishDiagnosticsParams diagnostics) {
    if (client != null) {
      client.publishDiagnostics(diagnostics);
    }
  }

  /** An answer about a document; {@code none} if it isn't open. */
  private <T> CompletableFuture<T> answer(
      TextDocumentIdentifier document, T none, Function<OpenDocument, T> answer) {
    OpenDocument found = open.get(document.getUri());
    return CompletableFuture.completedFuture(found == null ? none : answer.apply(found));
  }

  @Override
  public CompletableFuture<Hover> hover(HoverParams params) {
    OpenDocument document = open.get(params.getTextDocument().getUri());
    Optional<Hover> hover =
        Optional.ofNullable(document)
            .flatMap(
                d -> d.document().hoverAt(d.offset(params.getPosition())).map(h -> hover(d, h)));
    return new CompletableFuture<Hover>().completeAsync(() -> hover.orElse(null), Runnable::run);
  }

  private static Hover hover(OpenDocument document, mind.compiler.editor.Hover hover) {
    String text = "```mind\n" + hover.text() + "\n```";
    return new Hover(new MarkupContent(MarkupKind.MARKDOWN, text), document.range(hover.span()));
  }

  @Override
  public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>>
      definition(DefinitionParams params) {
    String uri = params.getTextDocument().getUri();
    return answer(
        params.getTextDocument(),
        Either.forLeft(List.of()),
        document -> {
          int offset = document.offset(params.getPosition());
          List<Location> found =
              document.document().definitionAt(offset).stream()
                  .map(d -> new Location(uri, document.range(d.at())))
                  .toList();
          return Either.forLeft(found);
        });
  }

  @Override
  public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(
      CompletionParams params) {
    return answer(
        params.getTextDocument(),
        Either.forLeft(List.of()),
        document -> {
          int offset = document.offset(params.getPosition());
          return Either.forLeft(
              document.document().completionsAt(offset).stream().map(TextDocuments::item).toList());
        });
  }

  private static CompletionItem item(Completion completion) {
    CompletionItem item = new CompletionItem(completion.label());
    item.setKind(
        switch (completion.kind()) {
          case FUNCTION, BUILTIN -> CompletionItemKind.Function;
          case VALUE -> CompletionItemKind.Variable;
          case CONSTANT -> CompletionItemKind.Constant;
          case FIELD -> CompletionItemKind.Field;
          case TYPE -> CompletionItemKind.Struct;
          case KEYWORD -> CompletionItemKind.Keyword;
        });
    if (!completion.detail().isEmpty()) {
      item.setDetail(completion.detail());
    }
    // What the program defines comes before what is there in every program.
    int rank =
        switch (completion.kind()) {
          case FIELD -> 0;
          case FUNCTION, VALUE, CONSTANT, TYPE -> 1;
          case BUILTIN -> 2;
          case KEYWORD -> 3;
        };
    item.setSortText(rank + completion.label());
    return item;
  }

  @Override
  public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
      DocumentSymbolParams params) {
    return answer(
        params.getTextDocument(),
        List.of(),
        document ->
            document.document().definitions().stream()
                .filter(d -> isSymbol(d.kind()))
                .map(d -> Either.<SymbolInformation, DocumentSymbol>forRight(symbol(document, d)))
                .toList());
  }

  private static boolean isSymbol(Definition.Kind kind) {
    return switch (kind) {
      case FUNCTION, CONSTANT, STRUCT, ALIAS, FIELD -> true;
      case PARAMETER, VARIABLE, DIMENSION, IMPORT -> false;
    };
  }

  private static DocumentSymbol symbol(OpenDocument document, Definition definition) {
    SymbolKind kind =
        switch (definition.kind()) {
          case FUNCTION -> SymbolKind.Function;
          case CONSTANT -> SymbolKind.Constant;
          case STRUCT, ALIAS -> SymbolKind.Struct;
          case FIELD -> SymbolKind.Field;
          case PARAMETER, VARIABLE, DIMENSION, IMPORT -> SymbolKind.Variable;
        };
    DocumentSymbol symbol =
        new DocumentSymbol(
            definition.name().isEmpty() ? "?" : definition.name(),
            kind,
            document.range(definition.whole()),
            document.range(definition.at()));
    symbol.setChildren(
        definition.members().stream()
            .filter(m -> isSymbol(m.kind()))
            .map(m -> symbol(document, m))
            .toList());
    return symbol;
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams params) {
    return answer(
        params.getTextDocument(),
        List.of(),
        document -> {
          Formatter.Formatted formatted = Formatter.format(document.document().source());
          String text = new String(formatted.source().bytes(), StandardCharsets.UTF_8);
          return formatted.diagnostics().isEmpty()
              ? List.of(new TextEdit(document.all(), text))
              : List.of();
        });
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
    String uri = params.getTextDocument().getUri();
    return answer(
        params.getTextDocument(),
        List.of(),
        document -> Findings.fixes(uri, document, params.getRange()));
  }
}
