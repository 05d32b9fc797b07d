package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.contract.Usage;
import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.cache.PrefixCache;
import dev.sluice.engine.schedule.QueueGate;
import dev.sluice.engine.schedule.Scheduler;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An engine loop without its thread: tests take the steps. */
final class SteppedEngine {
  final FakeDecoder decoder;
  final ByteTokenizer tokenizer = new ByteTokenizer();
  final BlockPool pool;
  final QueueGate gate;
  final Inbox inbox = new Inbox();
  final EngineLoad load;
  final Scheduler<GenerationStream> scheduler;
  final EngineLoop loop;
  private final AtomicLong clock = new AtomicLong(1);

  SteppedEngine(FakeDecoder decoder, SchedulerLimits limits) {
    this.decoder = decoder;
    pool = new BlockPool(decoder.blockCount());
    load = new EngineLoad(clock::get, decoder.blockCount());
    gate = new QueueGate(1_000_000, load::promptTokensPerSecond);
    scheduler = new Scheduler<>(limits, pool, new PrefixCache(pool), gate);
    loop =
        new EngineLoop(decoder, tokenizer, limits, scheduler, inbox, load, clock::incrementAndGet);
  }

  /** Random-looking logits, 64 blocks, 64-token batches, 8 streams. */
  static SteppedEngine hashed() {
    return new SteppedEngine(
        new FakeDecoder(FakeDecoder::hashed, 64, 64, 16), SchedulerLimits.of(64, 16, 8));
  }

  static SteppedEngine scripted(int promptLength, int... script) {
    return new SteppedEngine(
        new FakeDecoder(FakeDecoder.scripted(promptLength, script), 64, 64, 16),
        SchedulerLimits.of(64, 16, 8));
  }

  Heard submit(Requests requests) {
    return submit(requests, event -> {});
  }

  Heard submit(Requests requests, Consumer<GenerateEvent> also) {
    Heard heard = new Heard(requests.request(), also);
    assertThat(gate.tryEnter(requests.request().promptIds().length)).isTrue();
    load.streams().increment();
    heard.stream = new GenerationStream(requests.request(), tokenizer, heard, clock.get(), "");
    inbox.submit(heard.stream);
    return heard;
  }

  void cancel(Heard heard) {
    if (heard.stream.requestCancel()) {
      inbox.cancel(heard.stream);
    }
  }

  void runToEnd() {
    int steps = 0;
    while (loop.step()) {
      assertThat(steps++).as("steps").isLessThan(100_000);
    }
  }

  Heard run(Requests requests) {
    Heard heard = submit(requests);
    runToEnd();
    return heard;
  }

  /** Everything a stream's listener heard. */
  static final class Heard implements Consumer<GenerateEvent> {
    final GenerateRequest request;
    final List<GenerateEvent> events = new ArrayList<>();
    final List<Integer> ids = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    final List<TokenLogprob> logprobs = new ArrayList<>();
    GenerationStream stream;
    private final Consumer<GenerateEvent> also;

    Heard(GenerateRequest request, Consumer<GenerateEvent> also) {
      this.request = request;
      this.also = also;
    }

    @Override
    public void accept(GenerateEvent event) {
      assertThat(isOver()).as("an event after the last one: %s", event).isFalse();
      events.add(event);
      for (int id : event.ids()) {
        ids.add(id);
      }
      text.append(event.text());
      logprobs.addAll(event.logprobs());
      also.accept(event);
    }

    boolean isOver() {
      return !events.isEmpty()
          && (last().kind() == GenerateEvent.Kind.END || last().kind() == GenerateEvent.Kind.ERROR);
    }

    GenerateEvent last() {
      return events.getLast();
    }

    String finish() {
      return last().finishReason();
    }

    Usage usage() {
      return last().usage();
    }
  }
}
