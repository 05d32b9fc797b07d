package dev.sluice.admin.snapshot;

import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import java.time.Duration;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Gives gateways their snapshot, as a long poll. The wait asks the database for the revision's row
 * a few times a second, which also sees the changes of other replicas.
 */
@RestController
class SnapshotController {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final RevisionCounter revisions;
  private final List<SnapshotPart> parts;

  SnapshotController(RevisionCounter revisions, List<SnapshotPart> parts) {
    this.revisions = revisions;
    this.parts = parts;
  }

  /**
   * A snapshot of another revision than the caller's, or 204 when there is none in time. Another
   * and not only a later one: after a database was restored gateways must follow it back.
   *
   * @param after the revision that the caller has, -1 for none
   */
  @GetMapping(InternalPaths.SNAPSHOT)
  Mono<ResponseEntity<GatewaySnapshot>> snapshot(
      @RequestParam(defaultValue = "-1") long after,
      @RequestParam(defaultValue = "0") long waitMillis) {
    Duration wait = Duration.ofMillis(Math.clamp(waitMillis, 0, LONGEST_WAIT.toMillis()));
    return another(after)
        .repeatWhenEmpty(Integer.MAX_VALUE, misses -> misses.delayElements(LOOK_EVERY))
        .takeUntilOther(Mono.delay(wait))
        .switchIfEmpty(another(after))
        .flatMap(this::assemble)
        .map(ResponseEntity::ok)
        .defaultIfEmpty(ResponseEntity.noContent().build());
  }

  private Mono<Long> another(long after) {
    return revisions.current().filter(revision -> revision != after);
  }

  /**
   * The revision is read first: a change that comes in between is then in this snapshot already and
   * told once more with its own revision, never missed.
   */
  private Mono<GatewaySnapshot> assemble(long revision) {
    Mono<GatewaySnapshot> snapshot = Mono.just(GatewaySnapshot.empty(revision));
    for (SnapshotPart part : parts) {
      snapshot = snapshot.flatMap(part::addTo);
    }
    return snapshot;
  }
}
