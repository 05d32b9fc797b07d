package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossTallyTest {

  @Test
  void add_values_giveMeanAndErrorOfTheMean() {
    LossTally tally = new LossTally();
    for (double loss : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
      tally.add(loss);
    }
    assertThat(tally.count()).isEqualTo(8);
    assertThat(tally.mean()).isCloseTo(5, within(1e-15));
    assertThat(tally.standardError()).isCloseTo(Math.sqrt(32.0 / 7 / 8), within(1e-15));
  }

  @Test
  void standardError_ofOne_isZero() {
    LossTally tally = new LossTally();
    tally.add(3);
    assertThat(tally.standardError()).isZero();
  }
}
