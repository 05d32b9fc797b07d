package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateMeterTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void perSecond_steadyRate_isThatRate() {
    RateMeter meter = new RateMeter(7);
    for (int tick = 0; tick < 300; tick++) {
      meter.add(7 + tick * SECOND / 10, 5);
    }
    assertThat(meter.perSecond(7 + 30 * SECOND - 1)).isCloseTo(50, within(1.0));
  }

  @Test
  void perSecond_afterAPause_isZero() {
    RateMeter meter = new RateMeter(0);
    meter.add(SECOND, 100);
    assertThat(meter.perSecond(SECOND)).isEqualTo(100);
    assertThat(meter.perSecond(7 * SECOND)).isZero();
  }
}
