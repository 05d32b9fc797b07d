package dev.sluice.inference;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.Usage;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.RejectedRequestException;
import dev.sluice.engine.generate.Speculation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An engine whose tokens come from the test's own hand. The test's thread is the engine thread. */
public final class FakeEngine implements InferenceEngine {
  private final BlockingQueue<FakeStream> submitted = new LinkedBlockingQueue<>();
  private final Set<FakeStream> active = ConcurrentHashMap.newKeySet();
  private final AtomicInteger closes = new AtomicInteger();
  private final Object idle = new Object();
  private final String name;
  private volatile boolean draining;
  private volatile ErrorDetail refusal;
  private volatile String failure;

  public FakeEngine() {
    this("fake");
  }

  /**
   * @param name of its model
   */
  public FakeEngine(String name) {
    this.name = name;
  }

  /** The next stream that the pod submits. */
  public FakeStream nextStream() throws InterruptedException {
    FakeStream stream = submitted.poll(10, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("nothing was submitted within 10 s");
    }
    return stream;
  }

  /** Refuses all requests from now on, or none when null. */
  public void refuseWith(ErrorDetail detail) {
    refusal = detail;
  }

  /** As when its device is lost. */
  public void lose(String reason) {
    failure = reason;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  public boolean isDraining() {
    return draining;
  }

  public int timesClosed() {
    return closes.get();
  }

  @Override
  public StreamHandle submit(GenerateRequest request, Consumer<GenerateEvent> listener) {
    ErrorDetail reason =
        draining ? ErrorDetail.of(ErrorCode.DRAINING, "the pod is draining") : refusal;
    if (reason != null) {
      throw new RejectedRequestException(reason);
    }
    FakeStream stream = new FakeStream(request, listener);
    active.add(stream);
    submitted.add(stream);
    return stream;
  }

  @Override
  public ServedModel model() {
    return new ServedModel(name, "llama", "F32", 7, 512, 512, "weights-digest", "vocab-digest");
  }

  @Override
  public PodLoad load() {
    return new PodLoad(
        "pod-a",
        0,
        List.of(model()),
        active.size(),
        0,
        0,
        100,
        75,
        3,
        11,
        13,
        0,
        0,
        draining,
        "fake (by the test)");
  }

  @Override
  public Speculation speculation() {
    return new Speculation(8, 5);
  }

  @Override
  public void drain() {
    draining = true;
  }

  @Override
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (idle) {
      while (!active.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        idle.wait(left);
      }
    }
    return true;
  }

  /** Ends what still runs, as the real one does. */
  @Override
  public void close() {
    closes.incrementAndGet();
    active.forEach(stream -> stream.end("cancelled", 3, 0));
  }

  /** One submitted stream. */
  public final class FakeStream implements StreamHandle {
    private final GenerateRequest request;
    private final Consumer<GenerateEvent> listener;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    FakeStream(GenerateRequest request, Consumer<GenerateEvent> listener) {
      this.request = request;
      this.listener = listener;
    }

    public GenerateRequest request() {
      return request;
    }

    public void token(int id, String text, int count) {
      listener.accept(GenerateEvent.delta(new int[] {id}, text, count, null));
    }

    public void end(String finishReason, int promptTokens, int outputTokens) {
      Usage usage = new Usage(promptTokens, 0, outputTokens, 1000, 2000, 3000);
      listener.accept(GenerateEvent.end(finishReason, null, usage));
      active.remove(this);
      synchronized (idle) {
        idle.notifyAll();
      }
    }

    public boolean isCancelled() {
      return cancelled.getCount() == 0;
    }

    public boolean awaitCancelled() throws InterruptedException {
      return cancelled.await(10, TimeUnit.SECONDS);
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }
  }
}
