package dev.sluice.bench;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.InferenceEngine.StreamHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A stream that notes when each token came. Read the results after {@link #await}. */
final class TimedStream implements Consumer<GenerateEvent> {
  final List<Integer> ids = new ArrayList<>();
  final List<Long> nanos = new ArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private GenerateEvent end;
  private StreamHandle handle;

  static TimedStream submit(
      InferenceEngine engine, int[] prompt, int tokens, SamplingSpec sampling) {
    TimedStream stream = new TimedStream();
    stream.handle =
        engine.submit(
            new GenerateRequest(
                "bench",
                null,
                prompt,
                0,
                tokens,
                sampling,
                List.of(),
                List.of(),
                true,
                null,
                null,
                Long.toString(System.nanoTime()),
                0,
                null), // a salt: no prefix is found again
            stream);
    return stream;
  }

  @Override
  public void accept(GenerateEvent event) {
    for (int id : event.ids()) {
      ids.add(id);
      nanos.add(System.nanoTime());
      started.countDown();
    }
    if (event.kind() == GenerateEvent.Kind.END || event.kind() == GenerateEvent.Kind.ERROR) {
      end = event;
      ended.countDown();
    }
  }

  void awaitStart() throws InterruptedException {
    started.await();
  }

  TimedStream await() throws InterruptedException {
    ended.await();
    if (end.kind() == GenerateEvent.Kind.ERROR) {
      throw new IllegalStateException(end.error().message());
    }
    return this;
  }

  void cancel() throws InterruptedException {
    handle.cancel();
    ended.await();
  }

  /** Decoding rate, from the first token on. */
  double tokensPerSecond() {
    return (ids.size() - 1) * 1e9 / (nanos.getLast() - nanos.getFirst());
  }
}
