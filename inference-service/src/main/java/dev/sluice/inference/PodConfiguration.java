package dev.sluice.inference;

import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.drain.Drain;
import dev.sluice.inference.load.LoadFeed;
import dev.sluice.inference.metrics.EngineInfo;
import dev.sluice.inference.metrics.EngineMetrics;
import dev.sluice.inference.metrics.StreamMetrics;
import dev.sluice.inference.stream.TokenStreams;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import reactor.core.scheduler.Schedulers;

/** The pod's parts and what each gets of the settings. */
@Configuration(proxyBeanMethods = false)
class PodConfiguration {

  /**
   * Closed by {@link EngineLifecycle}, which knows when the streams have ended. Made after the
   * filter, so that a bad secret is told before minutes of loading.
   */
  @Bean(destroyMethod = "")
  @DependsOn("signedContextFilter")
  InferenceEngine engine(InferenceSettings settings) {
    return Engines.start(settings.forEngine());
  }

  @Bean
  TokenStreams tokenStreams(
      InferenceEngine engine, StreamMetrics metrics, InferenceSettings settings) {
    return new TokenStreams(
        engine,
        metrics,
        settings.heartbeat(),
        settings.streamBufferEvents(),
        Schedulers.parallel());
  }

  @Bean
  LoadFeed loadFeed(InferenceEngine engine) {
    return new LoadFeed(engine::load, Schedulers.parallel());
  }

  @Bean
  Drain drain(InferenceEngine engine, ApplicationContext context, InferenceSettings settings) {
    return new Drain(engine, context, settings.drainTimeout());
  }

  @Bean
  EngineLifecycle engineLifecycle(InferenceEngine engine, Drain drain, LoadFeed loads) {
    return new EngineLifecycle(engine, drain, loads);
  }

  @Bean
  StreamMetrics streamMetrics(InferenceEngine engine, MeterRegistry registry) {
    return new StreamMetrics(registry, engine.model().name());
  }

  @Bean
  EngineMetrics engineMetrics(
      InferenceEngine engine, ObjectProvider<PrometheusRegistry> prometheus) {
    return new EngineMetrics(engine, prometheus.getIfAvailable());
  }

  @Bean
  EngineInfo engineInfo(InferenceEngine engine) {
    return new EngineInfo(engine);
  }
}
