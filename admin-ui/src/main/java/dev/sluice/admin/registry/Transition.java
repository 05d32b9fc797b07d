package dev.sluice.admin.registry;

import java.time.Instant;
import java.util.Map;

/** One move of a version. */
record Transition(
    String id,
    String versionId,
    VersionState from,
    VersionState to,
    String actor,
    String reason,
    Map<String, Object> evidence,
    Instant at) {}
