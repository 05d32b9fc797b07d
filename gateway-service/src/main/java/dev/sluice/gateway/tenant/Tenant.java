package dev.sluice.gateway.tenant;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import java.util.List;

/**
 * An authenticated key.
 *
 * @param allowedModels public names, empty for all
 * @param requestsPerMinute null is unlimited
 * @param tokensPerMinute prompt and output tokens together, null is unlimited
 */
public record Tenant(
    String keyId,
    String projectId,
    List<String> allowedModels,
    Long requestsPerMinute,
    Long tokensPerMinute) {

  static Tenant of(ApiKey key) {
    return new Tenant(
        key.id(),
        key.projectId(),
        key.allowedModels(),
        key.requestsPerMinute(),
        key.tokensPerMinute());
  }

  public boolean mayUse(String publicModel) {
    return allowedModels.isEmpty() || allowedModels.contains(publicModel);
  }
}
