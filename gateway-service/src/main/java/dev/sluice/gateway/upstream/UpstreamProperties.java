package dev.sluice.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the upstream room.
 *
 * @param internalSecret signs the calls, the same in all services
 * @param tokenizer base address of the tokenizer service
 * @param tokenizerReplicas base address whose name resolves to each process of the tokenizer
 *     service, for what each must be told; null when {@code tokenizer} is one process
 * @param admin base address of the control plane
 * @param connectTimeout until a connection stands
 * @param firstTokenTimeout until the first token, prefill and the pod's queue included
 * @param idleTimeout silence between two events of a stream
 * @param totalTimeout of a stream
 * @param callTimeout of a call that is no stream
 * @param loadTimeout silence after which a pod counts as unreachable
 * @param maxConnections per address
 * @param maxStreamsPerPod the bulkhead
 * @param maxEvent one event of a stream or one answer of the tokenizer, at most
 * @param breaker when a pod's circuit opens
 */
@ConfigurationProperties("sluice.gateway.upstream")
public record UpstreamProperties(
    String internalSecret,
    @DefaultValue("http://127.0.0.1:8081") URI tokenizer,
    URI tokenizerReplicas,
    @DefaultValue("http://127.0.0.1:8083") URI admin,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("300s") Duration firstTokenTimeout,
    @DefaultValue("60s") Duration idleTimeout,
    @DefaultValue("1800s") Duration totalTimeout,
    @DefaultValue("10s") Duration callTimeout,
    @DefaultValue("6s") Duration loadTimeout,
    @DefaultValue("2000") int maxConnections,
    @DefaultValue("512") int maxStreamsPerPod,
    @DefaultValue("64MB") DataSize maxEvent,
    @DefaultValue Breaker breaker) {

  private static final int MIN_SECRET_CHARACTERS = 16;

  public UpstreamProperties {
    tokenizerReplicas =
        tokenizerReplicas == null || tokenizerReplicas.toString().isBlank()
            ? null
            : tokenizerReplicas;
    if (tokenizerReplicas != null && tokenizerReplicas.getHost() == null) {
      throw new IllegalArgumentException(
          "sluice.gateway.upstream.tokenizer-replicas is '%s' and no address such as http://name:8080"
              .formatted(tokenizerReplicas));
    }
    int given = internalSecret == null ? 0 : internalSecret.length();
    if (given < MIN_SECRET_CHARACTERS) {
      throw new IllegalArgumentException(
          "sluice.internal-secret has %d characters and needs at least %d; give all services the same random one"
              .formatted(given, MIN_SECRET_CHARACTERS));
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "UpstreamProperties[tokenizer=%s, admin=%s]".formatted(tokenizer, admin);
  }

  /**
   * A pod's circuit.
   *
   * @param window streams looked at
   * @param minimumStreams before the rate says anything
   * @param failureRate percent that opens it
   * @param openFor until a trial is made
   * @param trials streams let through then
   */
  public record Breaker(
      @DefaultValue("20") int window,
      @DefaultValue("5") int minimumStreams,
      @DefaultValue("50") float failureRate,
      @DefaultValue("5s") Duration openFor,
      @DefaultValue("2") int trials) {}
}
