package dev.sluice.admin.fleet;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.InternalPaths;
import dev.sluice.shell.RefusedException;
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

/** Takes gateways' reports in and shows them. */
@RestController
class FleetController {
  private final Fleet fleet;
  private final OverviewFeed feed;

  FleetController(Fleet fleet, OverviewFeed feed) {
    this.fleet = fleet;
    this.feed = feed;
  }

  @PostMapping(InternalPaths.GATEWAY_REPORTS)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> report(@RequestBody Mono<GatewayReport> report) {
    return report.doOnNext(FleetController::check).doOnNext(fleet::take).then();
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
  }
}
