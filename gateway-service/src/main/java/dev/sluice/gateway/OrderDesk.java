package dev.sluice.gateway;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Drain;
import dev.sluice.contract.GatewayOrders.RouteQuestion;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.gateway.completion.CompletionProperties;
import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.route.RouteLog;
import dev.sluice.gateway.upstream.AdminClient;
import dev.sluice.gateway.upstream.PodClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Carries out what the control plane wants. Nothing here fails: what did not work comes again with
 * the next report's answer.
 */
@Component
class OrderDesk {
  private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);
  private static final int AT_ONCE = 8;

  private final AdminClient admin;
  private final PodTable table;
  private final PodClient pods;
  private final RouteLog routes;
  private final VersionDesk versions;
  private final String gatewayId;

  OrderDesk(
      AdminClient admin,
      PodTable table,
      PodClient pods,
      RouteLog routes,
      VersionDesk versions,
      CompletionProperties properties) {
    this.admin = admin;
    this.table = table;
    this.pods = pods;
    this.routes = routes;
    this.versions = versions;
    this.gatewayId = properties.gatewayId();
  }

  Mono<Void> carryOut(GatewayOrders orders) {
    Flux<Void> drains = Flux.fromIterable(orders.drains()).flatMap(this::drain, AT_ONCE);
    Flux<Void> answers = Flux.fromIterable(orders.questions()).flatMap(this::answer, AT_ONCE);
    return Flux.merge(drains, answers, versions.carryOut(orders)).then();
  }

  /** Only pods that this gateway knows: an order is no way to have it call some other address. */
  private Mono<Void> drain(Drain order) {
    boolean isMeant =
        table.seen().stream()
            .anyMatch(
                pod ->
                    pod.address().equals(order.address())
                        && pod.load() != null
                        && !pod.load().draining()
                        && pod.load().podId().equals(order.podId()));
    if (!isMeant) {
      return Mono.empty();
    }
    LOG.info("draining pod {} at {} as the control plane wants", order.podId(), order.address());
    return quietly(pods.drain(order.address()), "drain " + order.address());
  }

  private Mono<Void> answer(RouteQuestion question) {
    RouteAnswer answer =
        new RouteAnswer(gatewayId, question.id(), routes.find(question.requestId()));
    return quietly(admin.postRouteAnswer(answer), "answer a question");
  }

  private static Mono<Void> quietly(Mono<Void> work, String what) {
    return work.doOnError(failure -> LOG.warn("cannot {}: {}", what, failure.getMessage()))
        .onErrorComplete();
  }
}
