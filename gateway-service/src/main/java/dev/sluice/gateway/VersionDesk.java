package dev.sluice.gateway;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Load;
import dev.sluice.contract.GatewayOrders.Unload;
import dev.sluice.contract.GatewayReport.Refusal;
import dev.sluice.contract.GatewayReport.TokenizerView;
import dev.sluice.contract.VersionStatus;
import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.upstream.VersionClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has versions loaded and unloaded as the control plane wants, by pods and tokenizers that this
 * gateway knows: an order is no way to have it call some other address. What is refused goes into
 * the next report. Safe for use by several threads.
 */
@Component
class VersionDesk {
  private static final Logger LOG = LoggerFactory.getLogger(VersionDesk.class);
  private static final int AT_ONCE = 8;

  private final PodTable pods;
  private final TokenizerWatch tokenizers;
  private final VersionClient client;
  private final List<Refusal> refusals = new ArrayList<>();

  VersionDesk(PodTable pods, TokenizerWatch tokenizers, VersionClient client) {
    this.pods = pods;
    this.tokenizers = tokenizers;
    this.client = client;
  }

  /** Never fails. */
  Mono<Void> carryOut(GatewayOrders orders) {
    Flux<Void> unloads = Flux.fromIterable(orders.unloads()).flatMap(this::unload, AT_ONCE);
    Flux<Void> loads = Flux.fromIterable(orders.loads()).flatMap(this::load, AT_ONCE);
    return Flux.merge(unloads, loads).then();
  }

  /** What was refused since this was last called. */
  synchronized List<Refusal> takeRefusals() {
    List<Refusal> taken = List.copyOf(refusals);
    refusals.clear();
    return taken;
  }

  private Mono<Void> load(Load order) {
    if (versionsOf(order.address(), order.podId()).isEmpty()) {
      return Mono.empty();
    }
    LOG.info("having {} load version {}", order.address(), order.request().name());
    return client
        .load(order.address(), order.request())
        .doOnError(failure -> refused(order, failure.getMessage()))
        .onErrorComplete();
  }

  private Mono<Void> unload(Unload order) {
    boolean isThere =
        versionsOf(order.address(), order.podId()).stream()
            .flatMap(List::stream)
            .anyMatch(
                version ->
                    version.name().equals(order.name()) && order.tag().equals(version.tag()));
    if (!isThere) {
      return Mono.empty();
    }
    LOG.info("having {} unload version {}", order.address(), order.name());
    return client
        .unload(order.address(), order.name())
        .doOnError(failure -> LOG.warn("cannot unload {}: {}", order.name(), failure.getMessage()))
        .onErrorComplete();
  }

  private synchronized void refused(Load order, String problem) {
    LOG.warn("{} refuses version {}: {}", order.address(), order.request().name(), problem);
    refusals.add(new Refusal(order.address(), order.podId(), order.request().tag(), problem));
  }

  /** What a process has, empty when this gateway does not know it. */
  private Optional<List<VersionStatus>> versionsOf(String address, String podId) {
    if (podId == null) {
      return tokenizers.seen().stream()
          .filter(tokenizer -> tokenizer.address().equals(address))
          .filter(tokenizer -> tokenizer.versions() != null)
          .map(TokenizerView::versions)
          .findFirst();
    }
    return pods.seen().stream()
        .filter(pod -> pod.address().equals(address) && pod.load() != null)
        .filter(pod -> pod.load().podId().equals(podId))
        .map(pod -> pod.load().versions())
        .findFirst();
  }
}
