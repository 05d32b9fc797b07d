package dev.sluice.inference;

import dev.sluice.inference.drain.Drain;
import dev.sluice.inference.engines.EngineHealth;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.inference.engines.EngineWatcher;
import dev.sluice.inference.load.LoadFeed;
import dev.sluice.inference.metrics.EngineInfo;
import dev.sluice.inference.metrics.ModelMetrics;
import dev.sluice.inference.stream.TokenStreams;
import dev.sluice.inference.versions.EngineStarter;
import dev.sluice.inference.versions.ModelStarter;
import dev.sluice.inference.versions.PodVersions;
import dev.sluice.store.VersionFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import reactor.core.scheduler.Schedulers;

/** The pod's parts and what each gets of the settings. */
@Configuration(proxyBeanMethods = false)
class PodConfiguration {

  @Bean
  EngineStarter engineStarter(InferenceSettings settings) {
    return new ModelStarter(settings.forEngines());
  }

  /** Closed by Spring after the web server, or earlier by {@link EngineLifecycle}. */
  @Bean
  EngineRoster engineRoster(InferenceSettings settings, List<EngineWatcher> watchers) {
    return new EngineRoster(settings.podId(), watchers);
  }

  /**
   * With the start model, so the port opens when that is ready. Made after the filter, so that a
   * bad secret is told before minutes of loading.
   */
  @Bean
  @DependsOn("signedContextFilter")
  PodVersions podVersions(InferenceSettings settings, EngineStarter starter, EngineRoster roster) {
    PodVersions versions =
        new PodVersions(
            new VersionFiles(settings.allowedSources()),
            starter,
            roster,
            settings.memory().toBytes(),
            settings.drainTimeout(),
            settings.evictIdleAfter());
    settings.startModel().ifPresent(request -> versions.start(request, settings.model()));
    return versions;
  }

  @Bean
  TokenStreams tokenStreams(EngineRoster roster, ModelMetrics metrics, InferenceSettings settings) {
    return new TokenStreams(
        roster,
        metrics,
        settings.heartbeat(),
        settings.streamBufferEvents(),
        Schedulers.parallel());
  }

  @Bean
  LoadFeed loadFeed(PodVersions versions) {
    return new LoadFeed(versions::load, Schedulers.parallel());
  }

  @Bean
  Drain drain(EngineRoster roster, ApplicationContext context, InferenceSettings settings) {
    return new Drain(roster, context, settings.drainTimeout());
  }

  @Bean
  EngineLifecycle engineLifecycle(
      EngineRoster roster, Drain drain, PodVersions versions, LoadFeed loads) {
    return new EngineLifecycle(roster, drain, versions, loads);
  }

  @Bean
  ModelMetrics modelMetrics(MeterRegistry registry, ObjectProvider<PrometheusRegistry> prometheus) {
    return new ModelMetrics(registry, prometheus.getIfAvailable());
  }

  /** Known to the health groups as {@code engine}. */
  @Bean
  EngineHealth engineHealthIndicator(EngineRoster roster) {
    return new EngineHealth(roster);
  }

  @Bean
  EngineInfo engineInfo(EngineRoster roster) {
    return new EngineInfo(roster);
  }
}
