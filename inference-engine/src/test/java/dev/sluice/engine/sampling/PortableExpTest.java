package dev.sluice.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PortableExpTest {

  @Test
  void exp_wholeRange_isWithinTwoUnitsInTheLastPlace() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      double x = -random.nextDouble() * (i % 2 == 0 ? 700 : 5);
      double expected = StrictMath.exp(x);
      assertThat(PortableExp.exp(x)).isCloseTo(expected, within(2 * Math.ulp(expected)));
    }
  }

  @Test
  void exp_edges_areExact() {
    assertThat(PortableExp.exp(0)).isEqualTo(1);
    assertThat(PortableExp.exp(-1e9)).isZero();
    assertThat(PortableExp.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(PortableExp.exp(Double.NaN)).isNaN();
  }
}
