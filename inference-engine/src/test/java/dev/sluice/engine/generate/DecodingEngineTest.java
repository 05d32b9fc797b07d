package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.engine.generate.InferenceEngine.StreamHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine with its thread, used from other threads. */
@Timeout(60)
class DecodingEngineTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeDecoder decoder = new FakeDecoder(FakeDecoder::hashed, 64, 64, 16);
  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final DecodingEngine engine =
      new DecodingEngine(decoder, tokenizer, "fake", Batching.of(8, 200), "pod-1").start();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void submit_fromManyThreads_everyStreamSaysWhatItSaysAlone() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Listener> clients = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 6; t++) {
      int seed = t;
      threads.add(Thread.ofVirtual().start(() -> converse(new Random(seed), clients)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(clients).hasSize(6 * 15);
    for (Listener client : clients) {
      List<Integer> alone = SteppedEngine.hashed().run(new Requests(client.request)).ids;
      assertThat(alone.subList(0, client.ids.size())).isEqualTo(client.ids);
      if (!client.end.finishReason().equals("cancelled")) {
        assertThat(client.ids).isEqualTo(alone);
      }
    }
    assertThat(engine.awaitIdle(LONG)).isTrue();
    assertThat(engine.load().kvBlocksFree()).isEqualTo(64);
    assertThat(engine.load().runningStreams()).isZero();
    assertThat(engine.load().waitingStreams()).isZero();
    assertThat(engine.load().waitingTokens()).isZero();
  }

  private void converse(Random random, List<Listener> clients) {
    for (int i = 0; i < 15; i++) {
      int[] prompt = random.ints(1 + random.nextInt(30), 0, 250).toArray();
      Listener client = new Listener(Requests.of(1 + random.nextInt(30), prompt).request());
      StreamHandle handle = engine.submit(client.request, client);
      if (random.nextInt(3) == 0) {
        handle.cancel();
      }
      client.await();
      clients.add(client);
    }
  }

  @Test
  void submit_queueFull_isRefusedWithRetryAfter() throws Exception {
    CountDownLatch stepping = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    decoder.beforeForward = () -> holdUp(stepping, release);
    engine.submit(Requests.of(1, 1).request(), event -> {});
    assertThat(stepping.await(30, TimeUnit.SECONDS)).isTrue(); // the engine is inside a step

    engine.submit(Requests.of(1, new int[150]).request(), event -> {});
    ErrorDetail refused = rejection(Requests.of(1, new int[51]));

    assertThat(refused.code()).isEqualTo(ErrorCode.QUEUE_FULL);
    assertThat(refused.retryAfterMillis()).isPositive();
    assertThat(refused.message()).contains("150", "200", "51");
    assertThat(engine.load().waitingTokens()).isEqualTo(150);
    assertThat(engine.load().waitingStreams()).isEqualTo(1);
    release.countDown();
    assertThat(engine.awaitIdle(LONG)).isTrue();
    engine.submit(Requests.of(1, new int[51]).request(), event -> {});
  }

  @Test
  void drain_runningStreams_goOnAndNewOnesAreRefused() throws Exception {
    CountDownLatch stepping = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    decoder.beforeForward = () -> holdUp(stepping, release);
    Listener client = new Listener(Requests.of(20, 1).request());
    engine.submit(client.request, client);
    engine.drain();

    assertThat(rejection(Requests.of(1, 1)).code()).isEqualTo(ErrorCode.DRAINING);
    assertThat(engine.load().draining()).isTrue();
    assertThat(engine.awaitIdle(Duration.ofMillis(20))).isFalse();
    release.countDown();
    assertThat(engine.awaitIdle(LONG)).isTrue();
    assertThat(client.ids).hasSize(20);
  }

  @Test
  void close_openStreams_endCancelledAndMemoryIsFreed() {
    decoder.beforeForward = () -> {};
    List<Listener> clients =
        IntStream.range(0, 12)
            .mapToObj(i -> new Listener(Requests.of(500, i).ignoreEos().request()))
            .toList();
    clients.forEach(client -> engine.submit(client.request, client));
    engine.close();
    engine.close();

    for (Listener client : clients) {
      client.await();
      assertThat(client.end.kind()).isEqualTo(GenerateEvent.Kind.END);
    }
    assertThat(decoder.isClosed).isTrue();
    assertThat(tokenizer.isClosed).isTrue();
    assertThat(rejection(Requests.of(1, 1)).code()).isEqualTo(ErrorCode.DRAINING);
  }

  @Test
  void close_fromAListener_endsTheThread() {
    Listener client = new Listener(Requests.of(50, 1).request());
    engine.submit(
        client.request,
        event -> {
          client.accept(event);
          engine.close();
        });
    client.await();
    assertThat(client.end.finishReason()).isEqualTo("cancelled");
    assertThat(client.ids).hasSize(1);
  }

  @Test
  void cancel_afterTheEnd_doesNothing() throws Exception {
    Listener client = new Listener(Requests.of(2, 1).request());
    StreamHandle handle = engine.submit(client.request, client);
    client.await();
    handle.cancel();
    handle.cancel();
    assertThat(engine.awaitIdle(LONG)).isTrue();
    assertThat(client.end.finishReason()).isEqualTo("length");
  }

  @Test
  void model_describesWhatIsServed() {
    assertThat(engine.model().name()).isEqualTo("fake");
    assertThat(engine.model().vocabSize()).isEqualTo(ByteTokenizer.SIZE);
    assertThat(engine.model().tokenizerDigest()).isEqualTo("bytes");
    assertThat(engine.load().models()).containsExactly(engine.model());
    assertThat(engine.load().podId()).isEqualTo("pod-1");
    assertThat(engine.load().sequence()).isLessThan(engine.load().sequence());
  }

  private ErrorDetail rejection(Requests requests) {
    return catchThrowableOfType(
            RejectedRequestException.class, () -> engine.submit(requests.request(), event -> {}))
        .detail();
  }

  private static void holdUp(CountDownLatch reached, CountDownLatch release) {
    reached.countDown();
    try {
      assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
