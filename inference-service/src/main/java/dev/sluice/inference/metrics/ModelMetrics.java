package dev.sluice.inference.metrics;

import dev.sluice.contract.ErrorCode;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.engines.EngineWatcher;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The series of each model, which come with its engine and go with it. Safe for use by any thread.
 */
public final class ModelMetrics implements EngineWatcher {
  private final MeterRegistry registry;
  private final CacheConfig cacheConfig;
  private final Map<String, StreamMetrics> streams = new ConcurrentHashMap<>();

  /**
   * @param prometheus for the one series whose name Micrometer would change, or null
   */
  public ModelMetrics(MeterRegistry registry, PrometheusRegistry prometheus) {
    this.registry = registry;
    this.cacheConfig = new CacheConfig(prometheus);
  }

  @Override
  public void added(InferenceEngine engine) {
    String name = engine.model().name();
    streams.put(name, new StreamMetrics(registry, name));
    new EngineMetrics(engine).bindTo(registry);
    cacheConfig.added(engine);
  }

  @Override
  public void removed(InferenceEngine engine) {
    String name = engine.model().name();
    streams.remove(name);
    cacheConfig.removed(engine);
    List<Meter> gone =
        registry.getMeters().stream()
            .filter(meter -> name.equals(meter.getId().getTag(VllmNames.MODEL)))
            .toList();
    gone.forEach(registry::remove);
  }

  /** Of a model whose engine is here. */
  public StreamMetrics of(InferenceEngine engine) {
    String name = engine.model().name();
    StreamMetrics present = streams.get(name);
    return present != null ? present : new StreamMetrics(registry, name);
  }

  /** A request for a model that is not here; its name is the caller's and no label. */
  public void refusedUnknownModel() {
    StreamMetrics.refused(registry, VllmNames.tags(""), ErrorCode.MODEL_NOT_FOUND);
  }
}
