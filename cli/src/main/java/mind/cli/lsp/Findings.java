package mind.cli.lsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.source.Span;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** Diagnostics, and the fixes that they suggest. */
final class Findings {
  private static final Pattern SUGGESTION = Pattern.compile("did you mean `([^`]+)`\\?");

  /** The name that a span ends with: of {@code p.weigth} the field alone is misspelt. */
  private static final Pattern LAST_NAME =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{M}_]*$", Pattern.UNICODE_CHARACTER_CLASS);

  private Findings() {}

  static List<org.eclipse.lsp4j.Diagnostic> all(OpenDocument open) {
    return open.document().diagnostics().stream().map(d -> finding(d, open)).toList();
  }

  private static org.eclipse.lsp4j.Diagnostic finding(Diagnostic diagnostic, OpenDocument open) {
    StringBuilder message = new StringBuilder(diagnostic.message());
    diagnostic.notes().forEach(note -> message.append("\nnote: ").append(note));
    diagnostic.help().ifPresent(help -> message.append("\nhelp: ").append(help));
    DiagnosticSeverity severity =
        diagnostic.isError() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    return new org.eclipse.lsp4j.Diagnostic(
        open.range(diagnostic.span()), message.toString(), severity, "mind", diagnostic.code());
  }

  /** What would replace misspelt names in a range. */
  static List<Either<Command, CodeAction>> fixes(String uri, OpenDocument open, Range range) {
    int from = open.offset(range.getStart());
    int to = open.offset(range.getEnd());
    List<Either<Command, CodeAction>> fixes = new ArrayList<>();
    for (Diagnostic diagnostic : open.document().diagnostics()) {
      boolean inside = diagnostic.span().start() <= to && from <= diagnostic.span().end();
      if (inside) {
        fix(uri, diagnostic, open).ifPresent(action -> fixes.add(Either.forRight(action)));
      }
    }
    return fixes;
  }

  private static Optional<CodeAction> fix(String uri, Diagnostic diagnostic, OpenDocument open) {
    Matcher suggestion = SUGGESTION.matcher(diagnostic.help().orElse(""));
    Matcher wrong = LAST_NAME.matcher(open.text(diagnostic.span()));
    if (!suggestion.matches() || !wrong.find()) {
      return Optional.empty();
    }
    String name = suggestion.group(1);
    int length = wrong.group().getBytes(StandardCharsets.UTF_8).length;
    Span span = new Span(diagnostic.span().end() - length, diagnostic.span().end());
    CodeAction action = new CodeAction("Replace by `" + name + "`");
    action.setKind(CodeActionKind.QuickFix);
    action.setDiagnostics(List.of(finding(diagnostic, open)));
    action.setIsPreferred(true);
    TextEdit edit = new TextEdit(open.range(span), name);
    action.setEdit(new WorkspaceEdit(Map.of(uri, List.of(edit))));
    return Optional.of(action);
  }
}
