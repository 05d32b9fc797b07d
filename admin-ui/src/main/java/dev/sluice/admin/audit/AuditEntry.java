package dev.sluice.admin.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One change.
 *
 * @param subject type and id, for example {@code key 4f1c...}
 * @param before null when the subject is new
 * @param after null when it is gone
 */
public record AuditEntry(
    String id,
    Instant at,
    String actor,
    String action,
    String subject,
    Map<String, Object> before,
    Map<String, Object> after) {}
