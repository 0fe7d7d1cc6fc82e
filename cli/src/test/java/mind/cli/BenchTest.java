package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;

class BenchTest {
  @Test
  void eachFigureIsALine() {
    Ran ran = Ran.mind("bench", "fixed", "--json").exits(ExitCode.OK);
    assertThat(ran.out().lines())
        .containsExactly(
            "{\"case\":\"case\",\"metric\":\"time\",\"unit\":\"us\",\"ours\":2.0,"
                + "\"peer\":null,\"peer_version\":null,\"theirs\":null,\"ratio\":null,"
                + "\"cache_line_ns\":50.0}",
            "{\"case\":\"case\",\"metric\":\"time\",\"unit\":\"us\",\"ours\":2.0,"
                + "\"peer\":\"fast\",\"peer_version\":\"1.2\",\"theirs\":4.0,\"ratio\":2.0,"
                + "\"cache_line_ns\":50.0}",
            "{\"case\":\"case\",\"metric\":\"time\",\"unit\":\"us\",\"ours\":2.0,"
                + "\"peer\":\"gone\",\"peer_version\":\"\",\"theirs\":null,\"ratio\":null,"
                + "\"note\":\"absent\",\"cache_line_ns\":50.0}");
  }

  @Test
  void takesHowToMeasure() {
    int cpus = Runtime.getRuntime().availableProcessors();
    assertThat(Ran.mind("bench", "fixed").exits(ExitCode.OK).out())
        .isEqualTo("3 s, " + cpus + " threads, setup false, longer false\n");
    Ran ran = Ran.mind("bench", "fixed", "--seconds=2", "--threads=1", "--setup-peers", "--long");
    assertThat(ran.exits(ExitCode.OK).out()).isEqualTo("2 s, 1 threads, setup true, longer true\n");
    assertThat(Ran.mind("bench", "fixed", "--threads=0").exits(ExitCode.USAGE).err())
        .contains("--threads must be from 1 to 1024, not 0");
  }
}
