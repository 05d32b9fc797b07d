package dev.sluice.contract;

import java.util.List;

/**
 * Everything a gateway needs to admit a request without asking anybody: the keys and the public
 * model names. Gateways keep the last one on disk.
 *
 * @param revision grows with every change
 * @param keys every key that is not deleted; revoked ones are listed so that they can be refused
 *     with their reason
 * @param models public names; when the list is empty every name that a pod serves is public
 */
public record GatewaySnapshot(long revision, List<ApiKey> keys, List<PublicModel> models) {

  public GatewaySnapshot {
    keys = keys == null ? List.of() : List.copyOf(keys);
    models = models == null ? List.of() : List.copyOf(models);
  }

  /**
   * A key as gateways know it: never the secret.
   *
   * @param hash lower-case hex of HMAC-SHA-256(pepper, secret), see {@link KeyHash}
   * @param pepperId which pepper was used
   * @param prefix the secret's first characters, for display
   * @param expiresAtEpochMillis null never
   * @param revokedAtEpochMillis null while valid
   * @param allowedModels public names, empty for all
   * @param requestsPerMinute null is unlimited
   * @param tokensPerMinute prompt and output tokens together, null is unlimited
   */
  public record ApiKey(
      String id,
      String projectId,
      String hash,
      String pepperId,
      String prefix,
      Long expiresAtEpochMillis,
      Long revokedAtEpochMillis,
      List<String> allowedModels,
      Long requestsPerMinute,
      Long tokensPerMinute) {

    public ApiKey {
      allowedModels = allowedModels == null ? List.of() : List.copyOf(allowedModels);
    }
  }

  /**
   * A name that clients use and the versions behind it.
   *
   * @param name what a client writes in {@code model}
   * @param targets served-model names with positive integer weights
   */
  public record PublicModel(String name, List<Target> targets) {
    public PublicModel {
      targets = targets == null ? List.of() : List.copyOf(targets);
    }
  }

  /**
   * A served model's name, optionally tied to a weights digest (null for any), with its share of
   * the traffic.
   */
  public record Target(String servedModel, String weightsDigest, int weight) {}
}
