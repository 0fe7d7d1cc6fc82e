package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.compiler.check.value.LimitReached;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.UserFunction;
import mind.compiler.check.value.Value;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.Function;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.Program;
import org.jspecify.annotations.Nullable;

/**
 * The frontend: source text to diagnostics, signatures and IR. It never fails, whatever the text
 * is, and keeps nothing between calls.
 */
public final class Frontend {
  private final Diagnostics diagnostics = new Diagnostics();
  private List<Signature> signatures = List.of();

  private Frontend() {}

  /** What is done with a program; it gives the IR if that is wanted and the program is sound. */
  interface Work {
    @Nullable Function run(Frontend frontend);
  }

  /** All diagnostics of a program, and the signatures of its functions with dimensions as names. */
  public static Checked check(Source source) {
    return check(source, null);
  }

  /** As {@link #check(Source)}; tells the observer what expressions and names are. */
  public static Checked check(Source source, @Nullable Observer observer) {
    return contained(frontend -> {
      if (IrSource.is(source)) {
        frontend.ir(source, "");
        return null;
      }
      Entries entries = frontend.entries(source, observer);
      if (entries.isScript()) {
        Value result = entries.runScript();
        frontend.add(entries.scriptSignature(result));
      }
      return null;
    });
  }

  /**
   * The IR of one entry; of a source that is IR text, that of its function.
   *
   * @param entry a function's name; empty for main, or else the only function
   * @param dims sizes of the entry's named dimensions
   */
  public static Checked compile(Source source, String entry, Map<String, Long> dims) {
    return contained(frontend -> {
      if (IrSource.is(source)) {
        return frontend.ir(source, entry);
      }
      Entries entries = frontend.entries(source, null);
      if (entries.isScript() && (entry.isEmpty() || entry.equals("main"))) {
        return entries.compileScript();
      }
      UserFunction found = entries.find(entry);
      return found == null || found.state() != UserFunction.State.SOUND
          ? null
          : entries.compile(found, dims);
    });
  }

  /** All of the work on a program, parsing included: what fails in it is a diagnostic. */
  static Checked contained(Work work) {
    Frontend frontend = new Frontend();
    Function function = null;
    try {
      function = work.run(frontend);
    } catch (LimitReached e) {
      // It was reported where it was reached; what was found until then is all.
    } catch (StackOverflowError e) {
      // The limits keep well below any usual stack; a thread may have a smaller one.
      frontend.diagnostics.error(Code.NESTING, 0, 0, "the program is nested too deeply");
    } catch (RuntimeException e) {
      frontend.internal(e);
    }
    return frontend.checked(function);
  }

  /** A bug of ours, not the user's: the checks should have said it first, and with a place. */
  private void internal(RuntimeException e) {
    System.getLogger("mind.compiler").log(System.Logger.Level.ERROR, "a defect", e);
    diagnostics
        .error(Code.INTERNAL, 0, 0, "internal error of the compiler")
        .help("this is a bug in the compiler: please report it with the program");
  }

  /** The entries of a program whose declarations are checked. */
  private Entries entries(Source source, @Nullable Observer observer) {
    Program program = Parser.parse(source, Vocabularies.VOCABULARY, diagnostics);
    Checker checker = new Checker(new Session(program, diagnostics), observer);
    Scope module = new Scope(null);
    checker.declarations().declare(program.body().statements(), module);
    Entries entries = new Entries(checker, program.body(), module);
    entries.checkMain();
    for (UserFunction function : entries.functions()) {
      UserFunction.Interface face = function.face();
      if (face != null && Entries.canBeEntry(face)) {
        add(entries.signature(function, face));
      }
    }
    return entries;
  }

  private @Nullable Function ir(Source source, String entry) {
    Function function = new IrSource(source, diagnostics).read(entry);
    if (function != null) {
      add(Signature.of(function));
    }
    return function;
  }

  private void add(Signature signature) {
    if (signatures.isEmpty()) {
      signatures = new ArrayList<>();
    }
    signatures.add(signature);
  }

  private Checked checked(@Nullable Function function) {
    if (!diagnostics.isEmpty() || function == null) {
      return new Checked(diagnostics.sorted(), signatures, Optional.empty());
    }
    return new Checked(List.of(), signatures, Optional.of(function));
  }
}
