package dev.sluice.admin.identity;

import dev.sluice.contract.GatewaySnapshot;
import java.time.Instant;
import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code api_keys}. */
@Table("api_keys")
record ApiKey(
    @Id String id,
    String projectId,
    String name,
    String prefix,
    String secretHash,
    String pepperId,
    long createdAt,
    Long expiresAt,
    Long revokedAt,
    String allowedModels,
    Long requestsPerMinute,
    Long tokensPerMinute,
    String rootId,
    String scopes,
    String networks,
    @Version Long version) {

  /** What a client may change. */
  record Edit(
      String name,
      List<String> allowedModels,
      Instant expiresAt,
      Long requestsPerMinute,
      Long tokensPerMinute,
      List<String> scopes,
      List<String> networks) {}

  boolean isUsable(long now) {
    return revokedAt == null && (expiresAt == null || now < expiresAt);
  }

  List<String> models() {
    return lines(allowedModels);
  }

  List<String> scopeList() {
    return lines(scopes);
  }

  List<String> networkList() {
    return lines(networks);
  }

  private static List<String> lines(String stored) {
    return stored.isEmpty() ? List.of() : List.of(stored.split("\n"));
  }

  ApiKey edited(Edit edit) {
    return new ApiKey(
        id,
        projectId,
        Checks.name(edit.name()),
        prefix,
        secretHash,
        pepperId,
        createdAt,
        edit.expiresAt() == null ? null : (Long) edit.expiresAt().toEpochMilli(),
        revokedAt,
        Checks.models(edit.allowedModels()),
        Checks.limit("requestsPerMinute", edit.requestsPerMinute()),
        Checks.limit("tokensPerMinute", edit.tokensPerMinute()),
        rootId,
        Checks.scopes(edit.scopes()),
        Checks.networks(edit.networks()),
        version);
  }

  /** For the control plane's own keys, which may do what no client's key may. */
  ApiKey withScopes(String newScopes) {
    return new ApiKey(
        id,
        projectId,
        name,
        prefix,
        secretHash,
        pepperId,
        createdAt,
        expiresAt,
        revokedAt,
        allowedModels,
        requestsPerMinute,
        tokensPerMinute,
        rootId,
        newScopes,
        networks,
        version);
  }

  ApiKey ending(Long expires, Long revoked) {
    return new ApiKey(
        id,
        projectId,
        name,
        prefix,
        secretHash,
        pepperId,
        createdAt,
        expires,
        revoked,
        allowedModels,
        requestsPerMinute,
        tokensPerMinute,
        rootId,
        scopes,
        networks,
        version);
  }

  /** A new row with the name, the limits and the expiry of an old one, whose quotas it shares. */
  ApiKey withTermsOf(ApiKey old) {
    return new ApiKey(
        id,
        projectId,
        old.name,
        prefix,
        secretHash,
        pepperId,
        createdAt,
        old.expiresAt,
        null,
        old.allowedModels,
        old.requestsPerMinute,
        old.tokensPerMinute,
        old.rootId,
        old.scopes,
        old.networks,
        version);
  }

  /** As gateways know it. */
  GatewaySnapshot.ApiKey forGateways(String organisationId) {
    return new GatewaySnapshot.ApiKey(
        id,
        projectId,
        secretHash,
        pepperId,
        prefix,
        expiresAt,
        revokedAt,
        models(),
        requestsPerMinute,
        tokensPerMinute,
        rootId,
        organisationId,
        scopeList(),
        networkList());
  }
}
