package dev.sluice.gateway;

import dev.sluice.contract.GatewayReport;
import dev.sluice.gateway.completion.CompletionProperties;
import dev.sluice.gateway.completion.TrafficMeter;
import dev.sluice.gateway.quota.RateLimits;
import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.upstream.AdminClient;
import dev.sluice.gateway.upstream.PodClient;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells the control plane every two seconds what this gateway sees, and does what the answer wants.
 * A lost report is not missed.
 */
@Component
class Reporting extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final AdminClient admin;
  private final TrafficMeter traffic;
  private final PodTable table;
  private final PodClient pods;
  private final RateLimits limits;
  private final OrderDesk orders;
  private final TokenizerWatch tokenizers;
  private final VersionDesk versions;
  private final CompletionProperties properties;
  private final Clock clock;

  Reporting(
      AdminClient admin,
      TrafficMeter traffic,
      PodTable table,
      PodClient pods,
      RateLimits limits,
      OrderDesk orders,
      TokenizerWatch tokenizers,
      VersionDesk versions,
      CompletionProperties properties,
      Clock clock) {
    this.admin = admin;
    this.traffic = traffic;
    this.table = table;
    this.pods = pods;
    this.limits = limits;
    this.orders = orders;
    this.tokenizers = tokenizers;
    this.versions = versions;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  Disposable begin() {
    return Flux.interval(INTERVAL)
        .onBackpressureDrop()
        .concatMap(
            tick ->
                Mono.defer(() -> admin.postReport(report()))
                    .flatMap(orders::carryOut)
                    .doOnError(failure -> LOG.debug("no report: {}", failure.getMessage()))
                    .onErrorComplete(),
            1)
        .subscribe();
  }

  private GatewayReport report() {
    limits.forgetIdle();
    TrafficMeter.Passed passed = traffic.take();
    double seconds = INTERVAL.toMillis() / 1000.0;
    return new GatewayReport(
        properties.gatewayId(),
        clock.millis(),
        table.seen().stream().map(this::view).toList(),
        passed.activeStreams(),
        passed.requests() / seconds,
        passed.outputTokens() / seconds,
        passed.meanFirstTokenMillis(),
        tokenizers.seen(),
        versions.takeRefusals());
  }

  private GatewayReport.PodView view(PodTable.Seen pod) {
    String state =
        pod.load() == null
            ? "unreachable"
            : isShut(pod) ? "open" : pod.load().draining() ? "draining" : "ready";
    return new GatewayReport.PodView(
        pod.address(), state, pod.load(), pods.circuit(pod.address()), pod.inFlight());
  }

  /** A pod with one model that fails is still there for its others. */
  private boolean isShut(PodTable.Seen pod) {
    return !pod.load().models().isEmpty()
        && pod.load().models().stream()
            .noneMatch(model -> pods.isCallable(pod.address(), model.name()));
  }
}
