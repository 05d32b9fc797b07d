package dev.sluice.tokenizer.text;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.shell.RefusedException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where tokenizers run: they are CPU work behind a native call and would stall the event loop. A
 * fixed number of threads and a bounded queue; what does not fit is refused at once.
 */
public final class EncodingLane implements AutoCloseable {
  private static final long RETRY_AFTER_MILLIS = 1000;

  private final int maxWaiting;
  private final ThreadPoolExecutor executor;
  private final Scheduler scheduler;

  public EncodingLane(int threads, int maxWaiting) {
    this.maxWaiting = maxWaiting;
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            Thread.ofPlatform().daemon().name("encode-", 0).factory());
    this.scheduler = Schedulers.fromExecutorService(executor, "encode");
  }

  /** Runs the work on one of the lane's threads. */
  public <T> Mono<T> run(Callable<T> work) {
    return Mono.fromCallable(work)
        .subscribeOn(scheduler)
        .onErrorMap(RejectedExecutionException.class, e -> full());
  }

  @Override
  public void close() {
    scheduler.dispose();
    executor.shutdown();
  }

  private RefusedException full() {
    String message = "%d requests wait for the tokenizer already".formatted(maxWaiting);
    return new RefusedException(
        new ErrorDetail(ErrorCode.QUEUE_FULL, message, null, RETRY_AFTER_MILLIS));
  }
}
