package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Somebody else who streams the golden story again and again while a test does its mischief. {@link
 * #close} fails when one of the streams broke or differed.
 */
final class SteadyStreams implements AutoCloseable {
  private static final String REQUEST =
      "{\"model\":\"stories260k\",\"stream\":true,\"temperature\":0,\"max_tokens\":128,"
          + "\"ignore_eos\":true,\"prompt\":\""
          + Golden.PROMPT
          + "\"}";

  private final AtomicInteger completed = new AtomicInteger();
  private final CompletableFuture<Void> firstStream = new CompletableFuture<>();
  private final CompletableFuture<Void> loop;
  private volatile boolean isStopped;

  private SteadyStreams() {
    this.loop = CompletableFuture.runAsync(this::run, task -> new Thread(task, "steady").start());
    loop.whenComplete(
        (_, failure) -> {
          if (failure != null) {
            firstStream.completeExceptionally(failure);
          }
        });
  }

  /** Returns when the first stream has ended well. */
  static SteadyStreams start() {
    SteadyStreams streams = new SteadyStreams();
    streams.firstStream.join();
    return streams;
  }

  private void run() {
    while (!isStopped) {
      assertThat(text()).isEqualTo(Golden.CONTINUATION);
      completed.incrementAndGet();
      firstStream.complete(null);
    }
  }

  private static String text() {
    try {
      return Door.chunks(Door.stream("/v1/completions", REQUEST)).stream()
          .map(chunk -> chunk.path("choices").path(0).path("text").stringValue(""))
          .collect(Collectors.joining());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    isStopped = true;
    loop.join();
    assertThat(completed).as("streams completed meanwhile").hasValueGreaterThan(1);
  }
}
