package mind.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.source.Source;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH calls: the bytes of a source to verified IR, every time from the start. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrontendProbe {
  @Param({})
  public String program = "";

  private byte[] source = {};

  @Setup
  public void prepare() {
    source = FrontendCases.source(program).getBytes(UTF_8);
    Checked checked = compile();
    if (checked.function().isEmpty()) {
      throw new IllegalStateException(program + ": " + checked.diagnostics());
    }
  }

  @Benchmark
  public Checked compile() {
    return Frontend.compile(Source.of(source), "", Map.of());
  }
}
