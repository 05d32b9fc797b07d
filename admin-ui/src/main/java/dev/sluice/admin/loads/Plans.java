package dev.sluice.admin.loads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The plans, and those of the last look for when the database is away: a pod that restarts then is
 * told all the same. Safe for several threads.
 */
@Component
class Plans {
  private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

  /** A gateway waits for its answer, which has other orders too. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PlannedVersions versions;
  private volatile List<PlannedVersion> last = List.of();

  Plans(PlannedVersions versions) {
    this.versions = versions;
  }

  /** Never fails. */
  Mono<List<PlannedVersion>> current() {
    return versions
        .planned()
        .timeout(PATIENCE)
        .doOnNext(plans -> last = plans)
        .doOnError(failure -> LOG.warn("no plans of versions: {}", failure.getMessage()))
        .onErrorResume(failure -> Mono.fromSupplier(this::last));
  }

  /** As gateways were last told. */
  List<PlannedVersion> last() {
    return last;
  }

  /** The wanted version that is loaded under a name. */
  Optional<PlannedVersion> wanted(String name) {
    return last.stream()
        .filter(version -> version.isWanted() && version.name().equals(name))
        .findFirst();
  }
}
