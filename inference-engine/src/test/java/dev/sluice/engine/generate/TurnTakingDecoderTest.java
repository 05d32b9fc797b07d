package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.model.Decoder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnTakingDecoderTest {
  private final Turns turns = new Turns();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private Decoder decoder(ComputeBackend backend) {
    FakeDecoder decoder = new FakeDecoder(FakeDecoder::hashed, 64, 64, 16);
    decoder.threads = backend;
    return new TurnTakingDecoder(decoder, turns);
  }

  @Test
  void runOnWorkers_withTheTurnFree_usesTheDecodersThreads() {
    CyclicBarrier both = new CyclicBarrier(2);
    try (ComputeBackend backend = new VectorBackend(2)) {
      Decoder decoder = decoder(backend);
      assertThat(decoder.workers()).isEqualTo(2);
      decoder.runOnWorkers(
          item -> {
            threads.add(Thread.currentThread());
            meet(both);
          },
          2);
    }
    assertThat(threads).hasSize(2);
  }

  @Test
  void runOnWorkers_whileAnotherEngineComputes_goesOnAlone() throws InterruptedException {
    CyclicBarrier computing = new CyclicBarrier(2);
    Thread other =
        Thread.ofPlatform()
            .start(
                () ->
                    turns.run(
                        () -> {
                          meet(computing);
                          meet(computing);
                        }));
    meet(computing);
    try (ComputeBackend backend = new VectorBackend(2)) {
      decoder(backend).runOnWorkers(item -> threads.add(Thread.currentThread()), 64);
    }
    assertThat(threads).containsExactly(Thread.currentThread());
    meet(computing);
    other.join();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("nobody else came", e);
    }
  }
}
