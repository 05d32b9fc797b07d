package dev.sluice.engine.schedule;

import static dev.sluice.engine.schedule.PromptBurst.LONGEST_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptBurstTest {
  private final PromptBurst burst = new PromptBurst();

  @Test
  void nanos_fewWaitBesideMany_isNoBurst() {
    assertThat(burst.nanos(1, 1)).isZero();
    assertThat(burst.nanos(4, 7)).isZero();
    assertThat(burst.nanos(4, 0)).isZero();
  }

  @Test
  void nanos_nobodyDecodes_stepMayBeLong() {
    assertThat(burst.nanos(0, 1)).isEqualTo(LONGEST_NANOS);
  }

  @Test
  void nanos_afterAStepWithoutDecoding_nextPromptsWaitTheirTurn() {
    burst.nanos(0, 3);

    assertThat(burst.nanos(2, 1)).isZero();
  }

  @Test
  void nanos_manyWaitBesideFew_lastsUntilNobodyWaits() {
    assertThat(burst.nanos(1, 15)).isEqualTo(LONGEST_NANOS);
    burst.mixed(300_000_000);

    assertThat(burst.nanos(14, 2)).isEqualTo(LONGEST_NANOS - 300_000_000);
    assertThat(burst.nanos(16, 0)).isZero();
    assertThat(burst.nanos(16, 1)).isZero();
  }

  @Test
  void nanos_queueThatNeverEmpties_stopsThoseThatDecodeOnce() {
    burst.nanos(1, 15);
    burst.mixed(LONGEST_NANOS + 1);

    assertThat(burst.nanos(8, 100)).isZero();
    assertThat(burst.nanos(2, 100)).isZero();

    assertThat(burst.nanos(2, 0)).isZero();
    assertThat(burst.nanos(2, 100)).isEqualTo(LONGEST_NANOS);
  }

  @Test
  void mixed_clockStepsBack_takesNothingBack() {
    burst.nanos(1, 2);
    burst.mixed(-5);

    assertThat(burst.nanos(1, 2)).isEqualTo(LONGEST_NANOS);
  }
}
