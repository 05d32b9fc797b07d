package dev.sluice.inference.metrics;

import dev.sluice.contract.TokenizeResult;
import dev.sluice.engine.generate.InferenceEngine;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The one series whose suffix {@code _info}, which load balancers look for, Micrometer strips. */
final class CacheConfig {
  private final Info info;

  /**
   * @param registry null when there is none to tell
   */
  CacheConfig(PrometheusRegistry registry) {
    info = registry == null ? null : register(registry);
  }

  private static Info register(PrometheusRegistry registry) {
    return Info.builder()
        .name(VllmNames.of("cache_config_info"))
        .help("Block size in tokens and number of blocks of the key/value cache")
        .labelNames("model_name", "engine", "block_size", "num_gpu_blocks")
        .register(registry);
  }

  void added(InferenceEngine engine) {
    if (info != null) {
      info.addLabelValues(labels(engine));
    }
  }

  void removed(InferenceEngine engine) {
    if (info != null) {
      info.remove(labels(engine));
    }
  }

  private static String[] labels(InferenceEngine engine) {
    return new String[] {
      engine.model().name(),
      VllmNames.ENGINE,
      Integer.toString(TokenizeResult.BLOCK_TOKENS),
      Integer.toString(engine.load().kvBlocksTotal())
    };
  }
}
