package mind.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mind.cli.terminal.ExitCode;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WorkspaceSymbolParams;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and the server, end to end over pipes. */
class LspTest {
  private static final String URI = "file:///w/a.mind";

  /** The smiling face is one character, two UTF-16 units and four bytes. */
  private static final String BROKEN =
      """
      struct Params { weight: Tensor<f32, [4, 2]> }
      fn layer(p: Params, x: Tensor<f32, [batch, 4]>) -> Tensor<f32, [batch, 2]> {
          let h = x @ p.weigth; /* 😀 */ let g = undefined_here;
          let k = x @ x;
          relu(x @ p.weight)
      }
      """;

  private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TextDocumentIdentifier document = new TextDocumentIdentifier(URI);
  private CompletableFuture<Integer> exit = new CompletableFuture<>();
  private LanguageServer server = new MindLanguageServer();

  @BeforeEach
  void connect() throws Exception {
    PipedInputStream toServer = new PipedInputStream(1 << 16);
    PipedOutputStream fromClient = new PipedOutputStream(toServer);
    PipedInputStream toClient = new PipedInputStream(1 << 16);
    PipedOutputStream fromServer = new PipedOutputStream(toClient);
    exit =
        CompletableFuture.supplyAsync(
            () -> {
              int code = LanguageServerCommand.serve(toServer, fromServer);
              closed(fromServer);
              return code;
            },
            executor);
    var launcher =
        LSPLauncher.createClientLauncher(new Client(), toClient, fromClient, executor, m -> m);
    var listening = launcher.startListening();
    assertThat(listening.isDone()).isFalse();
    server = launcher.getRemoteProxy();
  }

  private static void closed(PipedOutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void hangUp() {
    executor.shutdownNow();
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  private List<Diagnostic> open(String text) throws Exception {
    var item = new TextDocumentItem(URI, "mind", 1, text);
    server.getTextDocumentService().didOpen(new DidOpenTextDocumentParams(item));
    return nextDiagnostics();
  }

  private List<Diagnostic> nextDiagnostics() throws Exception {
    PublishDiagnosticsParams next = published.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    assertThat(next.getUri()).isEqualTo(URI);
    return next.getDiagnostics();
  }

  private static Range range(int line, int from, int to) {
    return new Range(new Position(line, from), new Position(line, to));
  }

  private List<String> completions(int line, int character) throws Exception {
    var params = new CompletionParams(document, new Position(line, character));
    return get(server.getTextDocumentService().completion(params)).getLeft().stream()
        .map(CompletionItem::getLabel)
        .toList();
  }

  @Test
  void servesAnEditor() throws Exception {
    var capabilities = get(server.initialize(new InitializeParams())).getCapabilities();
    assertThat(capabilities.getHoverProvider().getLeft()).isTrue();
    server.initialized(new InitializedParams());

    List<Diagnostic> three = open(BROKEN);
    assertThat(three)
        .extracting(d -> d.getCode().getLeft())
        .containsExactly("E2002", "E2002", "E3003");
    assertThat(three)
        .extracting(Diagnostic::getRange)
        .containsExactly(range(2, 18, 24), range(2, 43, 57), range(3, 12, 17));
    assertThat(three.getFirst().getMessage().getLeft())
        .contains("no field `weigth`", "note: ", "help: did you mean `weight`?");

    var fix = new CodeActionParams(document, range(2, 20, 20), new CodeActionContext(List.of()));
    var actions = get(server.getTextDocumentService().codeAction(fix));
    assertThat(actions).hasSize(1);
    assertThat(actions.getFirst().getRight().getEdit().getChanges())
        .containsEntry(URI, List.of(new TextEdit(range(2, 18, 24), "weight")));

    Hover hover =
        get(server.getTextDocumentService().hover(new HoverParams(document, new Position(4, 9))));
    assertThat(hover.getContents().getRight().getValue())
        .isEqualTo("```mind\nx: f32[batch, 4]\n```");
    assertThat(hover.getRange()).isEqualTo(range(4, 9, 10));

    var definition = new DefinitionParams(document, new Position(4, 15));
    List<? extends Location> found =
        get(server.getTextDocumentService().definition(definition)).getLeft();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().getRange()).isEqualTo(range(0, 16, 22));

    assertThat(completions(4, 15)).startsWith("weight");
    assertThat(completions(4, 9)).contains("x", "h", "relu", "let");

    var symbols =
        get(server.getTextDocumentService().documentSymbol(new DocumentSymbolParams(document)));
    assertThat(symbols).extracting(s -> s.getRight().getName()).containsExactly("Params", "layer");
    assertThat(symbols.getFirst().getRight().getChildren())
        .extracting(DocumentSymbol::getName)
        .containsExactly("weight");
    finish(ExitCode.OK);
  }

  private void finish(int code) throws Exception {
    if (code == ExitCode.OK) {
      assertThatThrownBy(
              () -> get(server.getWorkspaceService().symbol(new WorkspaceSymbolParams(""))))
          .hasMessage("org.eclipse.lsp4j.jsonrpc.ResponseErrorException: not supported");
      get(server.shutdown());
    }
    server.exit();
    assertThat(get(exit)).isEqualTo(code);
  }

  @Test
  void followsChangesAndFormats() throws Exception {
    get(server.initialize(new InitializeParams()));
    assertThat(open("let  a = 1 ;\na + b\n")).hasSize(1);
    var changed = new VersionedTextDocumentIdentifier(URI, 2);
    var change = new TextDocumentContentChangeEvent("let  a = 1 ;\na + 2\n");
    server
        .getTextDocumentService()
        .didChange(new DidChangeTextDocumentParams(changed, List.of(change)));
    assertThat(nextDiagnostics()).isEmpty();
    var format = new DocumentFormattingParams(document, new FormattingOptions(4, true));
    List<? extends TextEdit> edits = get(server.getTextDocumentService().formatting(format));
    assertThat(edits).hasSize(1);
    assertThat(edits.getFirst().getNewText()).isEqualTo("let a = 1;\na + 2\n");
    assertThat(edits.getFirst().getRange())
        .isEqualTo(new Range(new Position(0, 0), new Position(2, 0)));
    server.getTextDocumentService().didClose(new DidCloseTextDocumentParams(document));
    assertThat(nextDiagnostics()).isEmpty();
    var hover = new HoverParams(document, new Position(0, 0));
    assertThat(get(server.getTextDocumentService().hover(hover))).isNull();
    finish(ExitCode.FAILURE);
  }

  @Test
  void endsWhenTheClientHangsUp() {
    assertThat(LanguageServerCommand.serve(InputStream.nullInputStream(), System.err))
        .isEqualTo(ExitCode.FAILURE);
  }

  /** The editor's side: keeps what is published. */
  private final class Client implements LanguageClient {
    @Override
    public void telemetryEvent(Object object) {}

    @Override
    public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
      published.add(diagnostics);
    }

    @Override
    public void showMessage(MessageParams message) {}

    @Override
    public CompletableFuture<MessageActionItem> showMessageRequest(
        ShowMessageRequestParams request) {
      return CompletableFuture.completedFuture(new MessageActionItem("ok"));
    }

    @Override
    public void logMessage(MessageParams message) {}
  }
}
