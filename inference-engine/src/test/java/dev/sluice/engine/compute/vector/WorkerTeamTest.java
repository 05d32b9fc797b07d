package dev.sluice.engine.compute.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs and their items, with pauses around the moment at which workers park. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerTeamTest {

  @Test
  void run_afterPausesOfEveryLength_runsEachItemOnce() {
    Random random = new Random(3);
    AtomicIntegerArray runs = new AtomicIntegerArray(16);
    try (WorkerTeam team = new WorkerTeam(3)) {
      int expected = 0;
      for (int job = 0; job < 30_000; job++) {
        pause(random.nextInt(200_000));
        team.run((worker, item) -> runs.incrementAndGet(item), 16);
        expected++;
        assertThat(runs.get(job % 16)).isEqualTo(expected);
      }
      for (int item = 0; item < 16; item++) {
        assertThat(runs.get(item)).isEqualTo(expected);
      }
    }
  }

  /** Busy, because the length around a spinning worker's patience is what matters. */
  private static void pause(int nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void run_failingItem_isThrownToTheCallerAndTheTeamGoesOn() {
    try (WorkerTeam team = new WorkerTeam(2)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      (worker, item) -> {
                        throw new IllegalArgumentException("item " + item);
                      },
                      8))
          .hasMessageContaining("a compute worker failed");
      AtomicIntegerArray runs = new AtomicIntegerArray(8);
      team.run((worker, item) -> runs.incrementAndGet(item), 8);
      for (int item = 0; item < 8; item++) {
        assertThat(runs.get(item)).isEqualTo(1);
      }
    }
  }

  @Test
  void run_withOneMember_runsOnTheCaller() {
    Thread caller = Thread.currentThread();
    try (WorkerTeam team = new WorkerTeam(1)) {
      team.run((worker, item) -> assertThat(Thread.currentThread()).isEqualTo(caller), 4);
    }
  }
}
