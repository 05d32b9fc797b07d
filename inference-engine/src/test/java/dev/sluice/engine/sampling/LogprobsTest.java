package dev.sluice.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogprobsTest {

  @Test
  void of_everyToken_sumsToOneAndOrdersAlternatives() {
    Logprobs logprobs = new Logprobs(4);
    float[] logits = {1000, 1002, 1001, 1002};

    logprobs.read(logits, 3);

    double sum = 0;
    for (int id = 0; id < 4; id++) {
      sum += Math.exp(logprobs.of(id));
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(logprobs.of(1) - logprobs.of(0)).isCloseTo(2, within(1e-12));
    assertThat(new int[] {logprobs.topId(0), logprobs.topId(1), logprobs.topId(2)})
        .containsExactly(1, 3, 2);
    assertThat(logits).containsExactly(1000, 1002, 1001, 1002);
  }

  @Test
  void of_impossibleToken_isFinite() {
    Logprobs logprobs = new Logprobs(2);
    logprobs.read(new float[] {0, Float.NEGATIVE_INFINITY}, 0);

    assertThat(logprobs.of(0)).isZero();
    assertThat(logprobs.of(1)).isEqualTo(Logprobs.IMPOSSIBLE);
    assertThat(logprobs.topCount()).isZero();
  }

  @Test
  void read_nan_throws() {
    assertThatThrownBy(() -> new Logprobs(2).read(new float[] {0, Float.NaN}, 1))
        .isInstanceOf(UnusableLogitsException.class);
  }
}
