package dev.sluice.admin.rollout;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.registry.Canaries;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Canary policies, golden outputs, and what went back by itself. */
@RestController
class RolloutController {
  private final CanaryPolicies policies;
  private final GoldenOutputs goldenOutputs;
  private final Canaries canaries;

  RolloutController(CanaryPolicies policies, GoldenOutputs goldenOutputs, Canaries canaries) {
    this.policies = policies;
    this.goldenOutputs = goldenOutputs;
    this.canaries = canaries;
  }

  /** What is written to record a golden output. */
  record GoldenWish(String prompt, Integer maxTokens) {}

  @GetMapping("/api/v1/models/{id}/canary-policy")
  Mono<ResponseEntity<CanaryPolicy>> policy(@PathVariable String id) {
    return policies.find(id).map(RolloutController::tagged);
  }

  @PutMapping("/api/v1/models/{id}/canary-policy")
  Mono<ResponseEntity<CanaryPolicy>> changePolicy(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestBody CanaryPolicy.Edit edit,
      Principal user) {
    return policies.put(id, ifMatch, edit, user.getName()).map(RolloutController::tagged);
  }

  @GetMapping("/api/v1/model-versions/{id}/golden-output")
  Mono<GoldenOutput> goldenOutput(@PathVariable String id) {
    return goldenOutputs
        .find(id)
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("golden output of version", id)));
  }

  @PutMapping("/api/v1/model-versions/{id}/golden-output")
  Mono<GoldenOutput> recordGoldenOutput(
      @PathVariable String id, @RequestBody GoldenWish wish, Principal user) {
    return goldenOutputs.record(id, wish.prompt(), wish.maxTokens(), user.getName());
  }

  @GetMapping("/api/v1/rollbacks")
  Flux<Canaries.Rollback> rollbacks() {
    return canaries.rolledBack();
  }

  private static ResponseEntity<CanaryPolicy> tagged(CanaryPolicy policy) {
    return EntityTag.tagged(ResponseEntity.ok(), policy.version(), policy);
  }
}
