package dev.sluice.inference.metrics;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/**
 * Histograms over streams. Buckets are fixed, and vLLM's own where it has them, so that quantiles
 * of several pods can be added up. Recording is a few atomic increments and fit for the engine
 * thread.
 */
public final class StreamMetrics {
  private static final double[] FIRST_TOKEN_SECONDS = {
    .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640
  };
  private static final double[] TOKEN_SECONDS = {
    .001, .0025, .005, .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5
  };
  private static final double[] REQUEST_SECONDS = {
    .05, .1, .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920
  };
  private static final double[] TOKENS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000
  };

  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer firstToken;
  private final Timer interToken;
  private final Timer endToEnd;
  private final Timer queue;
  private final Timer prefill;
  private final Timer decode;
  private final DistributionSummary promptTokens;
  private final DistributionSummary generationTokens;

  /**
   * @param modelName the served name, a label of every series
   */
  public StreamMetrics(MeterRegistry registry, String modelName) {
    this.registry = registry;
    this.tags = VllmNames.tags(modelName);
    this.firstToken = timer("time_to_first_token", FIRST_TOKEN_SECONDS);
    this.interToken = timer("inter_token_latency", TOKEN_SECONDS);
    this.endToEnd = timer("e2e_request_latency", REQUEST_SECONDS);
    this.queue = timer("request_queue_time", REQUEST_SECONDS);
    this.prefill = timer("request_prefill_time", REQUEST_SECONDS);
    this.decode = timer("request_decode_time", REQUEST_SECONDS);
    this.promptTokens = summary("request_prompt_tokens");
    this.generationTokens = summary("request_generation_tokens");
  }

  /** Starts the clock of one stream; the answer is to see its events, on one thread at a time. */
  public Consumer<GenerateEvent> streamSubmitted() {
    return new StreamMeter(this, System.nanoTime());
  }

  /** A request that the engine did not take. */
  public void refused(ErrorCode code) {
    refused(registry, tags, code);
  }

  static void refused(MeterRegistry registry, Tags tags, ErrorCode code) {
    registry.counter("sluice.requests.refused", tags.and("code", code.wire())).increment();
  }

  void firstTokenAfter(long nanos) {
    firstToken.record(nanos, TimeUnit.NANOSECONDS);
  }

  void nextTokenAfter(long nanos) {
    interToken.record(nanos, TimeUnit.NANOSECONDS);
  }

  void ended(GenerateEvent last, long nanos) {
    endToEnd.record(nanos, TimeUnit.NANOSECONDS);
    registry
        .counter(VllmNames.of("request_success"), tags.and("finished_reason", reason(last)))
        .increment();
    Usage usage = last.usage();
    if (usage != null) {
      queue.record(usage.queueMicros(), TimeUnit.MICROSECONDS);
      prefill.record(usage.prefillMicros(), TimeUnit.MICROSECONDS);
      decode.record(usage.decodeMicros(), TimeUnit.MICROSECONDS);
      promptTokens.record(usage.promptTokens());
      generationTokens.record(usage.outputTokens());
    }
  }

  private static String reason(GenerateEvent last) {
    if (last.kind() == GenerateEvent.Kind.ERROR || last.finishReason() == null) {
      return "error";
    }
    String reason = last.finishReason().toLowerCase(Locale.ROOT);
    return reason.equals("cancelled") ? "abort" : reason;
  }

  private Timer timer(String name, double[] seconds) {
    return Timer.builder(VllmNames.of(name))
        .tags(tags)
        .serviceLevelObjectives(
            DoubleStream.of(seconds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  private DistributionSummary summary(String name) {
    return DistributionSummary.builder(VllmNames.of(name))
        .tags(tags)
        .serviceLevelObjectives(TOKENS)
        .register(registry);
  }
}
