package dev.sluice.admin.identity;

import java.time.Instant;
import java.util.List;

/**
 * A key as clients and the audit see it: without secret and hash.
 *
 * @param rootId the first key of its chain of rotations; quotas of keys name this one
 */
record KeyView(
    String id,
    String projectId,
    String name,
    String prefix,
    Instant createdAt,
    Instant expiresAt,
    Instant revokedAt,
    List<String> allowedModels,
    Long requestsPerMinute,
    Long tokensPerMinute,
    String rootId,
    List<String> scopes,
    List<String> networks,
    long usedRequestsThisMinute,
    long usedTokensThisMinute,
    long version) {

  static KeyView of(ApiKey key, KeyConsumption.Used used) {
    return new KeyView(
        key.id(),
        key.projectId(),
        key.name(),
        key.prefix(),
        Instant.ofEpochMilli(key.createdAt()),
        time(key.expiresAt()),
        time(key.revokedAt()),
        key.models(),
        key.requestsPerMinute(),
        key.tokensPerMinute(),
        key.rootId(),
        key.scopeList(),
        key.networkList(),
        used.requests(),
        used.tokens(),
        key.version());
  }

  private static Instant time(Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
