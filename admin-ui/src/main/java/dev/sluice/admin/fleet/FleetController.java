package dev.sluice.admin.fleet;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.RouteAnswer;
import dev.sluice.shell.RefusedException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes gateways' reports in, answers them with what is to be done, and shows them. */
@RestController
class FleetController {
  private final Fleet fleet;
  private final OverviewFeed feed;
  private final DrainOrders drains;
  private final RouteQuestions questions;
  private final List<OrderSource> sources;

  FleetController(
      Fleet fleet,
      OverviewFeed feed,
      DrainOrders drains,
      RouteQuestions questions,
      List<OrderSource> sources) {
    this.sources = sources;
    this.fleet = fleet;
    this.feed = feed;
    this.drains = drains;
    this.questions = questions;
  }

  @PostMapping(InternalPaths.GATEWAY_REPORTS)
  Mono<GatewayOrders> report(@RequestBody Mono<GatewayReport> report) {
    return report.doOnNext(FleetController::check).doOnNext(fleet::take).flatMap(this::orders);
  }

  /** Questions last: they are asked once, whatever becomes of the rest. */
  private Mono<GatewayOrders> orders(GatewayReport taken) {
    return Flux.fromIterable(sources)
        .concatMap(source -> source.orders(taken))
        .reduce(new GatewayOrders(drains.of(taken), List.of()), GatewayOrders::plus)
        .map(orders -> orders.plus(new GatewayOrders(List.of(), questions.of(taken.gatewayId()))));
  }

  @PostMapping(InternalPaths.ROUTE_ANSWERS)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> answer(@RequestBody Mono<RouteAnswer> answer) {
    return answer.doOnNext(questions::answer).then();
  }

  @GetMapping("/api/v1/overview")
  Mono<Overview> overview() {
    return feed.now();
  }

  @GetMapping(path = "/api/v1/overview/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<ServerSentEvent<Overview>> stream() {
    return feed.stream().map(overview -> ServerSentEvent.builder(overview).build());
  }

  private static void check(GatewayReport report) {
    if (report.gatewayId() == null || report.gatewayId().isBlank()) {
      throw RefusedException.of(
          ErrorCode.MISSING_FIELD, "gatewayId", "a report says which gateway it is from");
    }
    if (report.pods().stream().anyMatch(pod -> pod.address() == null || pod.state() == null)) {
      throw RefusedException.of(
          ErrorCode.MISSING_FIELD, "pods", "every pod of a report has an address and a state");
    }
    if (report.tokenizers().stream().anyMatch(tokenizer -> tokenizer.address() == null)) {
      throw RefusedException.of(
          ErrorCode.MISSING_FIELD, "tokenizers", "every tokenizer of a report has an address");
    }
  }
}
