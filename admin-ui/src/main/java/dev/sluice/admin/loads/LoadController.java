package dev.sluice.admin.loads;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How far planned versions are, and another attempt where one has failed. */
@RestController
class LoadController {
  private final Plans plans;
  private final LoadBoard board;
  private final Setbacks setbacks;
  private final AuditTrail audit;

  LoadController(Plans plans, LoadBoard board, Setbacks setbacks, AuditTrail audit) {
    this.plans = plans;
    this.board = board;
    this.setbacks = setbacks;
    this.audit = audit;
  }

  @GetMapping("/api/v1/version-loads")
  Mono<List<VersionLoad>> loads() {
    return plans.current().map(all -> all.stream().map(board::load).toList());
  }

  @PostMapping("/api/v1/model-versions/{id}/retry")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Mono<Void> retry(@PathVariable String id, Principal caller) {
    return plans
        .current()
        .map(all -> wanted(all, id))
        .flatMap(
            version ->
                audit
                    .record(
                        caller.getName(),
                        "version.retry",
                        "model-version",
                        id,
                        null,
                        Map.of("name", version.name()))
                    .then(Mono.fromRunnable(() -> setbacks.forgive(version.tag()))));
  }

  private static PlannedVersion wanted(List<PlannedVersion> all, String id) {
    PlannedVersion version =
        all.stream()
            .filter(one -> one.versionId().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiFailure.notFound("version with a load plan", id));
    if (!version.isWanted()) {
      throw ApiFailure.conflict(
          "id",
          "version '%s' is not to be loaded in its state; move it to validating first"
              .formatted(version.name()));
    }
    return version;
  }
}
