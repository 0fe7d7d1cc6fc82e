package mind.loadtest;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Frontend;
import mind.compiler.ir.Function;
import mind.compiler.optimise.Dce;
import mind.compiler.optimise.Optimiser;
import mind.compiler.source.Source;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH calls: canonical IR to the IR of its value and gradients, and that to optimised IR. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AutodiffProbe {
  @Param({})
  public String program = "";

  private Function function = new mind.compiler.ir.FunctionBuilder("main").build();
  private Function gradient = function;
  private int[] wrt = {};

  @Setup
  public void prepare() {
    Source source = Source.of(AutodiffCases.source(program));
    function = new Dce().run(Frontend.compile(source, "", Map.of()).function().orElseThrow());
    wrt = IntStream.range(0, function.inputs().size()).toArray();
    gradient = gradient();
  }

  @Benchmark
  public Function gradient() {
    return Autodiff.gradient(function, wrt, true);
  }

  @Benchmark
  public Function optimise() {
    return Optimiser.run(gradient);
  }
}
