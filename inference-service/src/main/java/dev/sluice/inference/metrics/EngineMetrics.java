package dev.sluice.inference.metrics;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.generate.Speculation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/** Series that mirror the engine's load at the moment of the scrape. */
public final class EngineMetrics implements MeterBinder {
  private final InferenceEngine engine;
  private final PrometheusRegistry prometheus;

  /**
   * @param prometheus for the one series whose name Micrometer would change, or null
   */
  public EngineMetrics(InferenceEngine engine, PrometheusRegistry prometheus) {
    this.engine = engine;
    this.prometheus = prometheus;
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
    if (prometheus != null) {
      registerCacheConfig(prometheus);
    }
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

  /** Micrometer strips the suffix {@code _info}, which load balancers look for. */
  private void registerCacheConfig(PrometheusRegistry registry) {
    Info.builder()
        .name(VllmNames.of("cache_config_info"))
        .help("Block size in tokens and number of blocks of the key/value cache")
        .labelNames("model_name", "engine", "block_size", "num_gpu_blocks")
        .register(registry)
        .setLabelValues(
            engine.model().name(),
            VllmNames.ENGINE,
            Integer.toString(TokenizeResult.BLOCK_TOKENS),
            Integer.toString(engine.load().kvBlocksTotal()));
  }

  private Tags tags() {
    return VllmNames.tags(engine.model().name());
  }

  /** In [0, 1]. */
  private static double cacheUsage(PodLoad load) {
    return load.kvBlocksTotal() == 0 ? 0 : 1 - (double) load.kvBlocksFree() / load.kvBlocksTotal();
  }
}
