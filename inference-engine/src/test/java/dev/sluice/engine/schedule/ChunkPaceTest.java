package dev.sluice.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkPaceTest {
  private static final long MILLI = 1_000_000;

  private final ChunkPace pace = new ChunkPace(2048);

  /** Steps that take {@code fixed + perToken * tokens} microseconds. */
  private void steps(int count, long fixed, long perToken) {
    for (int i = 0; i < count; i++) {
      pace.mixed(pace.tokens(), (fixed + perToken * pace.tokens()) * 1000);
    }
  }

  @Test
  void tokens_stepsLongerThanShort_fallUntilTheyAreShort() {
    steps(12, 5_000, 700);

    assertThat(pace.tokens()).isBetween(49, 51); // 5 ms + 50 * 0.7 ms
  }

  @Test
  void tokens_fastDevice_growToTheWholeStep() {
    steps(20, 2_000, 5);

    assertThat(pace.tokens()).isEqualTo(2048);
  }

  @Test
  void tokens_decodingAloneIsSlow_stepMayTakeTwiceThat() {
    for (int i = 0; i < 20; i++) {
      pace.decoded(300 * MILLI);
    }
    steps(40, 300_000, 4_000);

    assertThat(pace.tokens())
        .isBetween(72, 75); // 300 ms + 75 * 4 ms, and it is cut to whole tokens
  }

  @Test
  void tokens_verySlowDevice_staysAtTheFewest() {
    steps(20, 100_000, 50_000);

    assertThat(pace.tokens()).isEqualTo(32);
  }

  @Test
  void tokens_oneSlowStep_halvesAtMostAndRecovers() {
    steps(12, 5_000, 500);
    int usual = pace.tokens();

    pace.mixed(usual, 5_000 * MILLI);
    assertThat(pace.tokens()).isBetween(usual / 2 - 1, usual / 2 + 1);

    steps(4, 5_000, 500);
    assertThat(pace.tokens()).isBetween(usual - 2, usual + 2);
  }

  @Test
  void tokens_endOfAPromptInAShortStep_tellsNothing() {
    steps(12, 5_000, 700);
    int usual = pace.tokens();

    pace.mixed(2, 7 * MILLI);
    pace.mixed(2, 0);

    assertThat(pace.tokens()).isEqualTo(usual);
  }

  @Test
  void tokens_smallSteps_neverExceedThem() {
    ChunkPace small = new ChunkPace(16);
    small.mixed(16, MILLI);

    assertThat(small.tokens()).isEqualTo(16);
  }

  @Test
  void tokensIn_nothingMeasured_isACautiousStep() {
    assertThat(pace.tokensIn(1_000 * MILLI)).isEqualTo(256);
  }

  @Test
  void tokensIn_afterASlowOrAFastPrompt_fitsTheTime() {
    pace.prompted(256, 512 * MILLI);
    assertThat(pace.tokensIn(1_000 * MILLI)).isEqualTo(500);

    pace.prompted(500, 100 * MILLI);
    assertThat(pace.tokensIn(1_000 * MILLI)).isEqualTo(2048);
  }

  @Test
  void tokensIn_verySlowDevice_isStillAWorthwhileStep() {
    pace.prompted(256, 60_000 * MILLI);

    assertThat(pace.tokensIn(1_000 * MILLI)).isEqualTo(64);
  }

  @Test
  void tokensIn_endOfAPrompt_tellsNothing() {
    pace.prompted(256, 512 * MILLI);

    pace.prompted(3, 500 * MILLI);
    pace.prompted(256, 0);

    assertThat(pace.tokensIn(1_000 * MILLI)).isEqualTo(500);
  }
}
