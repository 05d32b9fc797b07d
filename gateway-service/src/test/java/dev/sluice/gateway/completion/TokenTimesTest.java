package dev.sluice.gateway.completion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenTimesTest {
  @Test
  void meanGap_beforeASecondToken_isNull() {
    TokenTimes times = new TokenTimes(2);
    assertThat(times.meanGapMicros()).isNull();
    times.came(0, 3, 5_000_000);
    assertThat(times.meanGapMicros()).isNull();
  }

  @Test
  void meanGap_ofInterleavedChoices_countsEachByItself() {
    TokenTimes times = new TokenTimes(2);
    times.came(0, 1, 1_000_000);
    times.came(1, 1, 9_000_000);
    times.came(0, 2, 5_000_000);
    times.came(1, 2, 11_000_000);
    assertThat(times.meanGapMicros()).isEqualTo((4000 + 2000) / 4);
  }
}
