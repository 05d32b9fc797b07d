package dev.sluice.admin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.rollout.Finding.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanaryJudgeTest {
  private static final int CASES = 20_000;
  private static final CanaryPolicy POLICY = CanaryPolicy.DEFAULT;

  private final Random random = new Random(7);

  @Test
  void judge_underTheMinimum_neverFindsAnything() {
    for (int i = 0; i < CASES; i++) {
      CanaryPolicy policy = randomPolicy();
      Figures canary = randomFigures(random.nextInt(policy.minRequests()));
      assertThat(judge(policy, canary, randomFigures(random.nextInt(2000)))).isEmpty();
    }
  }

  @Test
  void judge_errorsAboveTheLimit_alwaysFindsThem() {
    for (int i = 0; i < CASES; i++) {
      CanaryPolicy policy = randomPolicy();
      long requests = policy.minRequests() + random.nextInt(1000);
      long fine = requests * policy.maxErrorPermille() / 1000;
      Figures others = randomFigures(random.nextInt(2000));
      if (fine < requests) {
        long failures = fine + 1 + random.nextLong(requests - fine);
        assertThat(judge(policy, new Figures(requests, failures, randomMicros()), others))
            .hasValueSatisfying(found -> assertThat(found.cause()).isEqualTo(Cause.ERROR_RATE));
      }
      assertThat(judge(policy, new Figures(requests, fine, null), others)).isEmpty();
    }
  }

  @Test
  void judge_firstTokenAboveTheLimit_isFoundAndAtTheLimitNot() {
    for (int i = 0; i < CASES; i++) {
      CanaryPolicy policy = randomPolicy();
      long requests = policy.minRequests() + random.nextInt(1000);
      Figures others = randomFigures(random.nextInt(2000));
      Long limit = CanaryJudge.firstTokenLimitMicros(policy, others);
      if (limit == null) {
        assertThat(judge(policy, new Figures(requests, 0, randomMicros()), others)).isEmpty();
        continue;
      }
      assertThat(judge(policy, new Figures(requests, 0, limit), others)).isEmpty();
      assertThat(judge(policy, new Figures(requests, 0, limit + 1), others))
          .hasValueSatisfying(found -> assertThat(found.cause()).isEqualTo(Cause.FIRST_TOKEN));
    }
  }

  @Test
  void judge_disabled_neverFindsAnything() {
    CanaryPolicy off = new CanaryPolicy.Edit(false, 0, 100, 1, 1, 900, 0).checked();
    assertThat(judge(off, new Figures(100, 100, 1_000_000L), Figures.NONE)).isEmpty();
    assertThat(CanaryJudge.absence(off, Duration.ofDays(9))).isEmpty();
  }

  @Test
  void judge_defaults_findWhatTheySay() {
    Figures others = new Figures(1000, 0, 200_000L);
    assertThat(judge(POLICY, new Figures(20, 1, 400_000L), others)).isEmpty();
    Finding errors = judge(POLICY, new Figures(20, 2, 400_000L), others).orElseThrow();
    assertThat(errors.reason()).isEqualTo("2 of 20 requests for 'chat' failed, more than 5 %");
    assertThat(errors.evidence())
        .containsEntry("cause", "error_rate")
        .containsEntry("canary", new Figures(20, 2, 400_000L));
    assertThat(judge(POLICY, new Figures(20, 0, 400_001L), others).orElseThrow().reason())
        .contains("400 ms, above 400 ms");
    assertThat(judge(POLICY, new Figures(19, 19, 9_000_000L), others)).isEmpty();
  }

  /** Twice two milliseconds is nothing that anybody notices. */
  @Test
  void judge_fewMillisecondsMore_isNoise() {
    Figures others = new Figures(1000, 0, 2_000L);
    assertThat(judge(POLICY, new Figures(50, 0, 52_000L), others)).isEmpty();
    assertThat(judge(POLICY, new Figures(50, 0, 52_001L), others)).isPresent();
  }

  @Test
  void absence_forTheWindow_isFound() {
    assertThat(CanaryJudge.absence(POLICY, Duration.ofSeconds(899))).isEmpty();
    assertThat(CanaryJudge.absence(POLICY, Duration.ofSeconds(900)).orElseThrow().cause())
        .isEqualTo(Cause.NO_POD);
  }

  private static Optional<Finding> judge(CanaryPolicy policy, Figures canary, Figures others) {
    return CanaryJudge.judge("chat", policy, canary, others);
  }

  private CanaryPolicy randomPolicy() {
    return new CanaryPolicy.Edit(
            true,
            random.nextInt(1001),
            random.nextBoolean() ? null : (Integer) (100 + random.nextInt(900)),
            random.nextBoolean() ? null : (Integer) (1 + random.nextInt(5000)),
            1 + random.nextInt(500),
            900,
            300)
        .checked();
  }

  private Figures randomFigures(long requests) {
    return new Figures(
        requests,
        requests == 0 ? 0 : random.nextLong(requests + 1),
        random.nextInt(4) == 0 ? null : randomMicros());
  }

  private Long randomMicros() {
    return random.nextLong(10_000_000);
  }
}
