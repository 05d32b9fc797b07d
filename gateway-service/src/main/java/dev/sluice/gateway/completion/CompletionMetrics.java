package dev.sluice.gateway.completion;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/** The OpenTelemetry GenAI server metrics, and what the gateway itself adds. */
@Component
class CompletionMetrics {
  private static final Duration[] DURATION_BUCKETS =
      seconds(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  private static final Duration[] FIRST_TOKEN_BUCKETS =
      seconds(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10);
  private static final Duration[] ADDED_BUCKETS =
      seconds(.0005, .001, .002, .005, .01, .02, .05, .1, .5);

  private final MeterRegistry meters;

  CompletionMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void ended(CompletionRequest request, String model, String errorCode, long nanos) {
    Tags tags = tags(request, model).and("error.type", errorCode == null ? "" : errorCode);
    timer("gen_ai.server.request.duration", tags, DURATION_BUCKETS).record(Duration.ofNanos(nanos));
  }

  void firstToken(CompletionRequest request, String model, long nanos) {
    timer("gen_ai.server.time_to_first_token", tags(request, model), FIRST_TOKEN_BUCKETS)
        .record(Duration.ofNanos(nanos));
  }

  /** Time between arrival and the call of a pod, less the tokenizer's share. */
  void added(long nanos) {
    timer("sluice.gateway.added.latency", Tags.empty(), ADDED_BUCKETS)
        .record(Duration.ofNanos(nanos));
  }

  void attempt(int number, boolean isContinuation) {
    if (number > 1) {
      Counter.builder("sluice.gateway.stream.migrations")
          .tag("kind", isContinuation ? "continued" : "restarted")
          .register(meters)
          .increment();
    }
  }

  private Timer timer(String name, Tags tags, Duration[] buckets) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(buckets).register(meters);
  }

  /** A model's name is a tag only once it was resolved: clients must not make up series. */
  private static Tags tags(CompletionRequest request, String model) {
    return Tags.of(
        "gen_ai.operation.name",
        request.operation(),
        "gen_ai.provider.name",
        "sluice",
        "gen_ai.request.model",
        model == null ? "" : model);
  }

  private static Duration[] seconds(double... values) {
    return Arrays.stream(values)
        .mapToObj(value -> Duration.ofNanos(Math.round(value * 1e9)))
        .toArray(Duration[]::new);
  }
}
