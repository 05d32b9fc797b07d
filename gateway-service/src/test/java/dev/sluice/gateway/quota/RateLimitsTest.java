package dev.sluice.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.MutableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final MutableClock clock = new MutableClock();
  private final RateLimits limits = new RateLimits(clock);

  @Test
  void admit_overLimit_isRefusedUntilTheWindowMovesOn() {
    assertThat(limits.admit("k", 1L)).isInstanceOf(Reservation.Granted.class);
    Reservation.Refused refused = (Reservation.Refused) limits.admit("k", 1L);
    assertThat(refused.retryAfterMillis()).isBetween(60_000L, 61_000L);
    clock.advance(Duration.ofMillis(refused.retryAfterMillis()));
    assertThat(limits.admit("k", 1L)).isInstanceOf(Reservation.Granted.class);
  }

  @Test
  void reserve_worstCaseBeyondWhatIsLeft_holdsWhatIsLeft() {
    Hold hold = granted(limits.reserve("k", 100L, 10, 1000));
    assertThat(hold.tokens()).isEqualTo(100);
    assertThat(limits.reserve("k", 100L, 1, 1)).isInstanceOf(Reservation.Refused.class);
    hold.settle(30);
    assertThat(limits.levels("k", null, 100L).tokens().remaining()).isEqualTo(70);
  }

  @Test
  void reserve_moreThanTheLimitEverAllows_hasNoRetryTime() {
    Reservation.Refused refused = (Reservation.Refused) limits.reserve("k", 10L, 11, 20);
    assertThat(refused.retryAfterMillis()).isNull();
  }

  @Test
  void hold_endedTwice_countsOnce() {
    Hold hold = granted(limits.reserve("k", 100L, 1, 50));
    hold.settle(20);
    hold.release();
    hold.settle(50);
    assertThat(limits.levels("k", null, 100L).tokens().remaining()).isEqualTo(80);
  }

  @Test
  void loweredLimit_neverShowsANegativeRest() {
    granted(limits.reserve("k", 100L, 1, 50)).settle(50);
    assertThat(limits.levels("k", null, 10L).tokens().remaining()).isZero();
  }

  @Test
  void forgetIdle_keepsKeysWithHolds() {
    Hold hold = granted(limits.reserve("k", 100L, 1, 60));
    clock.advance(Duration.ofMinutes(5));
    limits.forgetIdle();
    assertThat(limits.levels("k", null, 100L).tokens().remaining()).isEqualTo(40);
    hold.release();
    limits.forgetIdle();
    assertThat(limits.levels("k", null, 100L).tokens().remaining()).isEqualTo(100);
  }

  /** For every schedule of reservations: no 60 s hold more settled tokens than the limit. */
  @Test
  void anySixtySeconds_neverHoldMoreThanTheLimit() {
    Random random = new Random(7);
    long limit = 1000;
    List<long[]> settled = new ArrayList<>();
    Deque<Hold> open = new ArrayDeque<>();
    for (int step = 0; step < 5000; step++) {
      clock.advance(Duration.ofMillis(random.nextInt(1500)));
      long wanted = 1 + random.nextInt(400);
      if (limits.reserve("k", limit, 1, wanted) instanceof Reservation.Granted granted) {
        open.add(granted.hold());
      }
      if (!open.isEmpty() && random.nextBoolean()) {
        Hold hold = open.poll();
        long actual = (long) (hold.tokens() * random.nextDouble());
        hold.settle(actual);
        settled.add(new long[] {clock.millis(), actual});
      }
      long now = clock.millis();
      long inWindow =
          settled.stream().filter(entry -> entry[0] > now - 60_000).mapToLong(e -> e[1]).sum();
      assertThat(inWindow).isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void concurrentReservations_neverExceedTheLimit() throws Exception {
    AtomicLong used = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        work.add(
            threads.submit(
                () -> {
                  if (limits.reserve("k", 1000L, 5, 10) instanceof Reservation.Granted granted) {
                    granted.hold().settle(granted.hold().tokens());
                    used.addAndGet(granted.hold().tokens());
                  }
                }));
      }
      for (Future<?> future : work) {
        future.get();
      }
    }
    assertThat(used.get()).isEqualTo(1000);
    assertThat(limits.levels("k", null, 1000L).tokens().remaining()).isZero();
  }

  private static Hold granted(Reservation reservation) {
    return ((Reservation.Granted) reservation).hold();
  }
}
