package dev.sluice.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueGateTest {
  private double rate;
  private final QueueGate gate = new QueueGate(100, () -> rate);

  @Test
  void tryEnter_beyondTheBound_isRefused() {
    assertThat(gate.tryEnter(60)).isTrue();
    assertThat(gate.tryEnter(41)).isFalse();
    assertThat(gate.tryEnter(40)).isTrue();
    gate.leave(60);
    assertThat(gate.queuedTokens()).isEqualTo(40);
    assertThat(gate.tryEnter(60)).isTrue();
  }

  @Test
  void tryEnter_longerThanTheBound_entersAnEmptyQueueOnly() {
    assertThat(gate.tryEnter(500)).isTrue();
    assertThat(gate.tryEnter(1)).isFalse();
  }

  @Test
  void retryAfter_followsTheRateWithinLimits() {
    gate.tryEnter(100);
    assertThat(gate.retryAfterMillis(50)).as("rate unknown").isEqualTo(1_000);
    rate = 20;
    assertThat(gate.retryAfterMillis(50)).isEqualTo(2_500);
    rate = 1e9;
    assertThat(gate.retryAfterMillis(50)).isEqualTo(100);
    rate = 1e-9;
    assertThat(gate.retryAfterMillis(50)).isEqualTo(60_000);
  }
}
