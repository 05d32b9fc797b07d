package dev.sluice.admin.registry;

import dev.sluice.contract.ServedVersion;
import java.util.Map;
import reactor.core.publisher.Mono;

/** A bean that tries a validated version before it is staged. */
public interface StagingTrial {
  /** The figures, to be kept as evidence; fails when they speak against the version. */
  Mono<Map<String, Object>> of(String versionId, ServedVersion version, String actor);
}
