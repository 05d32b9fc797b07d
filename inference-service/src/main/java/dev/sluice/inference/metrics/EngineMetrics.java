package dev.sluice.inference.metrics;

import dev.sluice.contract.PodLoad;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.Speculation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Series that mirror an engine's load at the moment of the scrape. */
final class EngineMetrics implements MeterBinder {
  private final InferenceEngine engine;

  EngineMetrics(InferenceEngine engine) {
    this.engine = engine;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "num_requests_running", PodLoad::runningStreams);
    gauge(registry, "num_requests_waiting", PodLoad::waitingStreams);
    gauge(registry, "kv_cache_usage_perc", EngineMetrics::cacheUsage);
    counter(registry, "prompt_tokens", PodLoad::promptTokens);
    counter(registry, "generation_tokens", PodLoad::generatedTokens);
    counter(registry, "prefix_cache_queries", PodLoad::promptTokens);
    counter(registry, "prefix_cache_hits", PodLoad::prefixHitTokens);
    speculation(registry, "spec_decode_num_draft_tokens", Speculation::draftTokens);
    speculation(registry, "spec_decode_num_accepted_tokens", Speculation::acceptedTokens);
    Gauge.builder("sluice.native.memory", engine, EngineMetrics::nativeBytes)
        .baseUnit("bytes")
        .tags(tags())
        .register(registry);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<PodLoad> value) {
    Gauge.builder(VllmNames.of(name), engine, e -> value.applyAsDouble(e.load()))
        .tags(tags())
        .register(registry);
  }

  private void counter(MeterRegistry registry, String name, ToDoubleFunction<PodLoad> value) {
    FunctionCounter.builder(VllmNames.of(name), engine, e -> value.applyAsDouble(e.load()))
        .tags(tags())
        .register(registry);
  }

  private void speculation(
      MeterRegistry registry, String name, ToDoubleFunction<Speculation> value) {
    FunctionCounter.builder(VllmNames.of(name), engine, e -> value.applyAsDouble(e.speculation()))
        .tags(tags())
        .register(registry);
  }

  private Tags tags() {
    return VllmNames.tags(engine.model().name());
  }

  private static double nativeBytes(InferenceEngine engine) {
    return engine.nativeBytes().values().stream().mapToLong(Long::longValue).sum();
  }

  /** In [0, 1]. */
  private static double cacheUsage(PodLoad load) {
    return load.kvBlocksTotal() == 0 ? 0 : 1 - (double) load.kvBlocksFree() / load.kvBlocksTotal();
  }
}
