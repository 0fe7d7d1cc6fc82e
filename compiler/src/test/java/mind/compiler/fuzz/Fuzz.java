package mind.compiler.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.check.Signature;
import mind.compiler.source.Source;
import mind.compiler.syntax.LexerTarget;

/**
 * {@code Fuzz TARGET N}: N inputs to one target, made by Jazzer from the seeds and what earlier
 * runs found. Ends with 0 if all oracles held; else the input lies in {@code target/fuzz}. Runs in
 * the module's folder.
 */
public final class Fuzz {
  static final Path RESOURCES = Path.of("src/test/resources");

  private static final Path WORK = Path.of("target/fuzz");

  /** What can be fuzzed. */
  enum Target {
    LEXER(LexerTarget.class, 256),
    PARSER(ParserTarget.class, 512),
    CHECK(CheckTarget.class, 1024),
    IR(IrTarget.class, 1024),
    FORMAT(FormatTarget.class, 512),
    ALL(AllTarget.class, 1024);

    private final Class<?> type;

    /** The longest input, in bytes: short ones are many a second. */
    private final int longest;

    Target(Class<?> type, int longest) {
      this.type = type;
      this.longest = longest;
    }

    void run(byte[] input) {
      switch (this) {
        case LEXER -> LexerTarget.fuzzerTestOneInput(input);
        case PARSER -> ParserTarget.fuzzerTestOneInput(input);
        case CHECK -> CheckTarget.fuzzerTestOneInput(input);
        case IR -> IrTarget.fuzzerTestOneInput(input);
        case FORMAT -> FormatTarget.fuzzerTestOneInput(input);
        case ALL -> AllTarget.fuzzerTestOneInput(input);
      }
    }

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Inputs to start from. */
    List<byte[]> seeds() throws IOException {
      return switch (this) {
        case LEXER, PARSER, CHECK, FORMAT -> sources();
        case IR -> irTexts();
        case ALL -> Stream.concat(sources().stream(), irTexts().stream()).toList();
      };
    }

    /** Inputs that once failed, minimised. */
    List<byte[]> regressions() throws IOException {
      return files(RESOURCES.resolve("fuzz/" + text()));
    }
  }

  private Fuzz() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Target target = Target.valueOf(arguments[0].toUpperCase(java.util.Locale.ROOT));
    long runs = Long.parseLong(arguments[1]);
    Path found = Files.createDirectories(WORK.resolve(target.text()));
    Path seeds = Files.createDirectories(WORK.resolve(target.text() + "-seeds"));
    int count = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(seeds.resolve("seed" + count++), seed);
    }
    for (byte[] input : target.regressions()) {
      Files.write(seeds.resolve("seed" + count++), input);
    }
    List<String> options =
        List.of(
            "--target_class=" + target.type.getName(),
            "--instrumentation_includes=mind.compiler.**",
            "--instrumentation_excludes=mind.compiler.fuzz.**",
            "--trace=cov",
            "--reproducer_path=" + WORK,
            "-runs=" + runs,
            // The same inputs each time, so that no run fails by chance; others by MIND_FUZZ_SEED.
            "-seed=" + System.getenv().getOrDefault("MIND_FUZZ_SEED", "1"),
            "-max_len=" + target.longest,
            "-timeout=300",
            "-rss_limit_mb=0",
            "-print_final_stats=1",
            "-dict=" + RESOURCES.resolve("fuzz/mind.dict"),
            "-artifact_prefix=" + WORK + "/" + target.text() + "-",
            found.toString(),
            seeds.toString());
    Jazzer.main(options.toArray(String[]::new));
  }

  /** Programs, sound and not: the examples, the diagnostics, the values. */
  static List<byte[]> sources() throws IOException {
    List<byte[]> sources = new ArrayList<>(files(Path.of("../examples")));
    sources.addAll(files(RESOURCES.resolve("diagnostics")));
    sources.addAll(files(RESOURCES.resolve("fuzz/programs")));
    for (String row : Files.readAllLines(RESOURCES.resolve("values.txt"))) {
      sources.add(row.split("=>", 2)[0].getBytes(StandardCharsets.UTF_8));
    }
    return sources;
  }

  /** The IR of all sound programs, and of every operation. */
  private static List<byte[]> irTexts() throws IOException {
    List<byte[]> texts = new ArrayList<>(files(RESOURCES.resolve("fuzz/operations")));
    for (byte[] text : sources()) {
      Source source = Source.of(text);
      for (Signature entry : Frontend.check(source).entries()) {
        Checked compiled = Frontend.compile(source, entry.name(), Map.of("n", 3L));
        compiled
            .function()
            .ifPresent(f -> texts.add(f.toString().getBytes(StandardCharsets.UTF_8)));
      }
    }
    return texts;
  }

  private static List<byte[]> files(Path folder) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          contents.add(Files.readAllBytes(file));
        }
      }
    }
    return contents;
  }
}
