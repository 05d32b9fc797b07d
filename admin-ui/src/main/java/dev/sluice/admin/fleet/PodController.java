package dev.sluice.admin.fleet;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.contract.ErrorCode;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Pods one by one, and why requests went to them. */
@RestController
class PodController {
  private static final int LONGEST_REQUEST_ID = 200;

  private final Fleet fleet;
  private final DrainOrders drains;
  private final RouteQuestions questions;
  private final AuditTrail audit;

  PodController(Fleet fleet, DrainOrders drains, RouteQuestions questions, AuditTrail audit) {
    this.fleet = fleet;
    this.drains = drains;
    this.questions = questions;
    this.audit = audit;
  }

  @GetMapping("/api/v1/pods")
  List<Pod> pods() {
    return fleet.pods().stream()
        .map(
            view -> {
              String podId = view.load() == null ? null : view.load().podId();
              return Pod.of(
                  view, drains.isOpen(view.address(), podId), fleet.sights(view.address()));
            })
        .toList();
  }

  /** Noted first, then ordered: an order that nobody is accountable for must not go out. */
  @PostMapping("/api/v1/pods/{address}/drain")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<Void> drain(@PathVariable String address, Principal caller) {
    return Mono.fromSupplier(() -> find(address))
        .filter(pod -> !pod.state().equals("draining") && !pod.drainOrdered())
        .flatMap(
            pod ->
                audit
                    .record(
                        caller.getName(),
                        "pod.drain",
                        "pod",
                        address,
                        Map.of("podId", pod.podId(), "state", pod.state()),
                        Map.of("podId", pod.podId(), "state", "draining"))
                    .then(Mono.fromRunnable(() -> drains.add(address, pod.podId()))));
  }

  @GetMapping("/api/v1/route-decisions")
  Mono<RouteQuestions.Explanation> explain(@RequestParam String requestId) {
    String id = requestId.strip();
    if (id.isEmpty() || id.length() > LONGEST_REQUEST_ID) {
      throw new ApiFailure(
          ErrorCode.INVALID_VALUE,
          "requestId has %d characters and must have 1 to %d"
              .formatted(id.length(), LONGEST_REQUEST_ID));
    }
    return questions.ask(id, fleet.gatewayIds());
  }

  private Pod find(String address) {
    Pod found =
        pods().stream()
            .filter(pod -> pod.address().equals(address))
            .findFirst()
            .orElseThrow(
                () ->
                    new ApiFailure(
                        ErrorCode.NOT_FOUND, "no gateway reports a pod at %s".formatted(address)));
    if (found.podId() == null) {
      throw new ApiFailure(
          ErrorCode.CONFLICT,
          "the pod at %s cannot be reached by any gateway, so it cannot be drained"
              .formatted(address));
    }
    return found;
  }
}
