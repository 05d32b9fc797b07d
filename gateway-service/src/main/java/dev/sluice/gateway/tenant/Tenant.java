package dev.sluice.gateway.tenant;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.KeyScope;
import java.util.List;

/**
 * An authenticated key.
 *
 * @param allowedModels public names, empty for all
 * @param requestsPerMinute null is unlimited
 * @param tokensPerMinute prompt and output tokens together, null is unlimited
 * @param rootId the first key of its chain of rotations, which quotas name
 * @param scopes see {@link KeyScope}, empty for all that are for clients
 */
public record Tenant(
    String keyId,
    String projectId,
    List<String> allowedModels,
    Long requestsPerMinute,
    Long tokensPerMinute,
    String rootId,
    String organisationId,
    List<String> scopes) {

  static Tenant of(ApiKey key) {
    return new Tenant(
        key.id(),
        key.projectId(),
        key.allowedModels(),
        key.requestsPerMinute(),
        key.tokensPerMinute(),
        key.rootId(),
        key.organisationId(),
        key.scopes());
  }

  public boolean mayUse(KeyScope scope) {
    return (scopes.isEmpty() && scope.isForClients()) || scopes.contains(scope.wire());
  }

  public boolean mayUse(String publicModel) {
    return allowedModels.isEmpty() || allowedModels.contains(publicModel);
  }
}
