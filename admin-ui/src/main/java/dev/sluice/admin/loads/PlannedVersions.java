package dev.sluice.admin.loads;

import java.util.List;
import reactor.core.publisher.Mono;

/** Knows every version that has a plan, the archived ones included. */
public interface PlannedVersions {
  Mono<List<PlannedVersion>> planned();
}
