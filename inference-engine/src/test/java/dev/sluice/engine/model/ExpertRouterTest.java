package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.Activation;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ExpertRouterTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

  @Test
  void choose_largestOfASoftmax_addUpToOneWhenRenormalised() {
    float[] weights = choose(true, 0, (float) Math.log(3), (float) Math.log(2), -9);
    assertThat(weights[1]).isCloseTo(0.6f, CLOSE);
    assertThat(weights[2]).isCloseTo(0.4f, CLOSE);
    assertThat(weights[0]).isZero();
    assertThat(weights[3]).isZero();
  }

  @Test
  void choose_withoutRenormalising_keepsTheProbabilities() {
    float[] weights = choose(false, 0, (float) Math.log(3), (float) Math.log(2), 0);
    assertThat(weights[1]).isCloseTo(3 / 7f, CLOSE);
    assertThat(weights[2]).isCloseTo(2 / 7f, CLOSE);
  }

  @Test
  void choose_amongEqualScores_takesTheLowerNumber() {
    float[] weights = choose(true, 1, 1, 1, 1);
    assertThat(weights).containsExactly(0.5f, 0.5f, 0, 0);
  }

  @Test
  void choose_withScoresFarApart_stillChoosesAsManyAsAsked() {
    float[] weights = choose(true, 1000, -1000, -1000, -1000);
    assertThat(weights[0]).isEqualTo(1);
    assertThat(weights[1]).isPositive();
  }

  private static float[] choose(boolean renormalises, float... scores) {
    float[] weights = new float[scores.length];
    new ExpertRouter(new FeedForward.Experts(4, 2, 8, Activation.SILU, renormalises))
        .choose(scores, weights);
    return weights;
  }
}
