package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompileVerdictTest {
  private static final Optional<Double> NONE = Optional.empty();

  private static Verdict of(double cold, double known, double jax, double torch) {
    return CompileVerdict.of(cold, known, 3, 2, Optional.of(jax), Optional.of(torch));
  }

  @Test
  void aColdCompileMayTakeSoMuchForEachKernel() {
    assertThat(CompileVerdict.coldBar(3, 2)).isEqualTo(14_000);
    assertThat(of(14_000, 1_000, 14_000, 4_200_000).met()).isTrue();
    assertThat(of(14_100, 900, 20_000, 5_000_000)).hasToString("short: cold 14.1 of 14.0 ms");
    assertThat(of(10_000, 1_100, 20_000, 5_000_000)).hasToString("short: known 1.10 of 1 ms");
  }

  @Test
  void eachPeerHasARatioOfItsOwn() {
    assertThat(of(10_000, 900, 9_000, 3_000_000)).hasToString("short: 0.90x of 1x JAX");
    assertThat(of(10_000, 900, 20_000, 2_000_000)).hasToString("short: 200.00x of 300x PyTorch");
    assertThat(CompileVerdict.of(10_000, 900, 3, 2, NONE, NONE)).hasToString("no peer here");
  }

  @Test
  void theMedianCaseIsTwiceAsFast() {
    assertThat(CompileVerdict.all(List.of(1.0, 2.0, 9.0)).met()).isTrue();
    assertThat(CompileVerdict.all(List.of(1.0, 1.9, 9.0)))
        .hasToString("short: 1.90x of 2x JAX on the median");
    assertThat(CompileVerdict.all(List.of())).hasToString("no peer here");
  }

  @Test
  void aChangedLayerIsTenTimesAsFast() {
    assertThat(CompileVerdict.changed(5_000, Optional.of(50_000.0)).met()).isTrue();
    assertThat(CompileVerdict.changed(5_000, Optional.of(40_000.0)))
        .hasToString("short: 8.00x of 10x JAX");
    assertThat(CompileVerdict.changed(5_000, NONE)).hasToString("no peer here");
  }
}
