package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import mind.loadtest.Verdict.Standing;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static Standing standing(double ours, double peer, double roofline) {
    return new Standing(ours, Optional.of(peer), roofline);
  }

  @Test
  void inferenceKeepsUpWithPeersNearTheRoofline() {
    assertThat(Verdict.inference(standing(100, 100, 90)).met()).isTrue();
    assertThat(Verdict.inference(standing(100, 130, 89)))
        .hasToString("short: 89% of 90% of the roofline");
    assertThat(Verdict.inference(standing(100, 98, 92))).hasToString("short: 0.98x of 1x");
    assertThat(Verdict.inference(standing(100, 50, 45)))
        .hasToString("short: 0.50x of 1x, 45% of 90% of the roofline");
  }

  @Test
  void whereBothAreAtTheRooflineAlmostAsFastIsATie() {
    assertThat(Verdict.inference(standing(100, 97, 96)).met()).isTrue();
    assertThat(Verdict.inference(standing(100, 97, 94)).met()).isFalse();
    assertThat(Verdict.inference(standing(100, 96.5, 96)).met()).isFalse();
  }

  @Test
  void trainingIsTwiceAsFast() {
    assertThat(Verdict.train(standing(100, 200, 10)).met()).isTrue();
    assertThat(Verdict.train(standing(100, 199, 100))).hasToString("short: 1.99x of 2x");
  }

  @Test
  void productsAreMeasuredByTheRooflineOfTheirThreads() {
    assertThat(Verdict.gemm(standing(100, 110, 93), 256, 1).met()).isTrue();
    assertThat(Verdict.gemm(standing(100, 110, 92), 256, 1).met()).isFalse();
    assertThat(Verdict.gemm(standing(100, 110, 50), 256, 2).met()).isTrue();
    assertThat(Verdict.gemm(standing(100, 110, 90), 512, 2).met()).isTrue();
    assertThat(Verdict.gemm(standing(100, 110, 89), 512, 2).met()).isFalse();
  }

  @Test
  void theMeanOfProductsIsAboveOne() {
    assertThat(Verdict.geometricMean(List.of(2.0, 0.5, 8.0))).isCloseTo(2, within(1e-9));
    assertThat(Verdict.gemmMean(List.of(1.2, 0.9)).met()).isTrue();
    assertThat(Verdict.gemmMean(List.of(1.1, 0.9))).hasToString("short: geometric mean 0.995x");
  }

  @Test
  void withoutAPeerABarIsNotMet() {
    Standing alone = new Standing(100, Optional.empty(), 95);
    for (Verdict verdict : List.of(Verdict.inference(alone), Verdict.train(alone))) {
      assertThat(verdict.met()).isFalse();
      assertThat(verdict).hasToString("no peer here");
    }
    assertThat(Verdict.inference(new Standing(100, Optional.empty(), 50)))
        .hasToString("short: 50% of 90% of the roofline");
  }
}
