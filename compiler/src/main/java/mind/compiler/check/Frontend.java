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
  private final Diagnostics diagnostics;
  private final Checker checker;
  private final Entries entries;
  private final List<Signature> signatures = new ArrayList<>();

  /** Whether a limit has ended the check: what was found until then is all. */
  private boolean exhausted;

  private Frontend(Source source, Diagnostics diagnostics, @Nullable Observer observer) {
    this.diagnostics = diagnostics;
    Program program = Parser.parse(source, Vocabularies.VOCABULARY, diagnostics);
    checker = new Checker(new Session(program, diagnostics));
    if (observer != null) {
      checker.setObserver(observer);
    }
    Scope module = new Scope(null);
    entries = new Entries(checker, program.body(), module);
    guarded(() -> {
      checker.declarations().declare(program.body().statements(), module);
      entries.checkMain();
      return null;
    });
  }

  /** All diagnostics of a program, and the signatures of its functions with dimensions as names. */
  public static Checked check(Source source) {
    return check(source, null);
  }

  /** As {@link #check(Source)}; tells the observer what expressions and names are. */
  public static Checked check(Source source, @Nullable Observer observer) {
    return contained(
        source,
        observer,
        frontend -> {
          frontend.guarded(() -> {
            frontend.addFunctions();
            if (frontend.entries.isScript()) {
              Value result = frontend.entries.runScript();
              frontend.signatures.add(frontend.entries.scriptSignature(result));
            }
            return null;
          });
          return frontend.checked(null);
        });
  }

  /**
   * The IR of one entry.
   *
   * @param entry a function's name; empty for main, or else the only function
   * @param dims sizes of the entry's named dimensions
   */
  public static Checked compile(Source source, String entry, Map<String, Long> dims) {
    return contained(
        source,
        frontend -> {
          Function function =
              frontend.guarded(() -> {
                frontend.addFunctions();
                if (frontend.entries.isScript() && (entry.isEmpty() || entry.equals("main"))) {
                  return frontend.entries.compileScript();
                }
                UserFunction found = frontend.entries.find(entry);
                return found == null || found.state() != UserFunction.State.SOUND
                    ? null
                    : frontend.entries.compile(found, dims);
              });
          return frontend.checked(function);
        });
  }

  /** All of the work on a source, parsing included: what fails in it is a diagnostic. */
  static Checked contained(Source source, java.util.function.Function<Frontend, Checked> work) {
    return contained(source, null, work);
  }

  private static Checked contained(
      Source source,
      @Nullable Observer observer,
      java.util.function.Function<Frontend, Checked> work) {
    Diagnostics diagnostics = new Diagnostics();
    try {
      return work.apply(new Frontend(source, diagnostics, observer));
    } catch (StackOverflowError e) {
      tooDeep(diagnostics);
    } catch (RuntimeException e) {
      internal(diagnostics, e);
    }
    return new Checked(diagnostics.sorted(), List.of(), Optional.empty());
  }

  private static void tooDeep(Diagnostics diagnostics) {
    diagnostics.error(Code.NESTING, 0, 0, "the program is nested too deeply");
  }

  /** A bug of ours, not the user's: the checks should have said it first, and with a place. */
  private static void internal(Diagnostics diagnostics, RuntimeException e) {
    System.getLogger("mind.compiler").log(System.Logger.Level.ERROR, "a defect", e);
    diagnostics
        .error(Code.INTERNAL, 0, 0, "internal error of the compiler")
        .help("this is a bug in the compiler: please report it with the program");
  }

  private void addFunctions() {
    for (UserFunction function : entries.functions()) {
      UserFunction.Interface face = function.face();
      if (face != null && Entries.canBeEntry(face)) {
        signatures.add(entries.signature(function, face));
      }
    }
  }

  /** A part of the check, which an exhausted limit may end. */
  private interface Part {
    @Nullable Function run();
  }

  private @Nullable Function guarded(Part part) {
    if (exhausted) {
      return null;
    }
    try {
      return part.run();
    } catch (LimitReached e) {
      exhausted = true;
      return null;
    } catch (StackOverflowError e) {
      // The limits keep well below any usual stack; a thread may have a smaller one.
      exhausted = true;
      tooDeep(diagnostics);
      return null;
    } catch (RuntimeException e) {
      exhausted = true;
      internal(diagnostics, e);
      return null;
    }
  }

  private Checked checked(@Nullable Function function) {
    if (!diagnostics.isEmpty() || function == null) {
      return new Checked(diagnostics.sorted(), signatures, Optional.empty());
    }
    return new Checked(List.of(), signatures, Optional.of(function));
  }
}
