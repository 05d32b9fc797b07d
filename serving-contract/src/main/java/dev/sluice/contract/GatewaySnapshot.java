package dev.sluice.contract;

import java.util.List;

/**
 * Everything a gateway needs to admit a request without asking anybody: the keys, the public model
 * names and the quotas. Gateways keep the last one on disk.
 *
 * @param revision grows with every change
 * @param keys every key that is not deleted; revoked ones are listed so that they can be refused
 *     with their reason
 * @param models public names; when the list is empty every name that a pod serves is public
 * @param quotas limits beyond those of the keys
 */
public record GatewaySnapshot(
    long revision, List<ApiKey> keys, List<PublicModel> models, List<QuotaPolicy> quotas) {

  public GatewaySnapshot {
    keys = keys == null ? List.of() : List.copyOf(keys);
    models = models == null ? List.of() : List.copyOf(models);
    quotas = quotas == null ? List.of() : List.copyOf(quotas);
  }

  /** One that says nothing yet. */
  public static GatewaySnapshot empty(long revision) {
    return new GatewaySnapshot(revision, List.of(), List.of(), List.of());
  }

  public GatewaySnapshot withKeys(List<ApiKey> newKeys) {
    return new GatewaySnapshot(revision, newKeys, models, quotas);
  }

  public GatewaySnapshot withModels(List<PublicModel> newModels) {
    return new GatewaySnapshot(revision, keys, newModels, quotas);
  }

  public GatewaySnapshot withQuotas(List<QuotaPolicy> newQuotas) {
    return new GatewaySnapshot(revision, keys, models, newQuotas);
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
   * @param rootId the first key of the chain of rotations, whose quotas this key shares
   * @param scopes what it may be used for, see {@link KeyScope}; empty for all that are for clients
   * @param networks addresses it may be used from, as CIDR; empty for all
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
      Long tokensPerMinute,
      String rootId,
      String organisationId,
      List<String> scopes,
      List<String> networks) {

    public ApiKey {
      allowedModels = allowedModels == null ? List.of() : List.copyOf(allowedModels);
      rootId = rootId == null ? id : rootId;
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
      networks = networks == null ? List.of() : List.copyOf(networks);
    }
  }

  /**
   * A name that clients use and the versions behind it.
   *
   * @param name what a client writes in {@code model}
   * @param targets served-model names with positive integer weights
   * @param sticky what keeps getting the same target
   */
  public record PublicModel(String name, List<Target> targets, Sticky sticky) {
    public PublicModel {
      targets = targets == null ? List.of() : List.copyOf(targets);
      sticky = sticky == null ? Sticky.NONE : sticky;
    }

    /** One whose requests are spread one by one. */
    public PublicModel(String name, List<Target> targets) {
      this(name, targets, Sticky.NONE);
    }
  }

  /** What keeps getting the same target of a public model while the weights stay. */
  public enum Sticky {
    /** Nothing: each request is drawn anew. */
    NONE,
    /** All requests of an API key. */
    KEY,
    /** All requests of a key that name the same session; those that name none are as for a key. */
    SESSION
  }

  /**
   * A served model's name, optionally tied to a weights digest (null for any), with its share of
   * the traffic.
   *
   * @param deprecatedAtEpochMillis since when its version is deprecated, null while it is not
   * @param sunsetAtEpochMillis when a deprecated version goes, null when that is open
   */
  public record Target(
      String servedModel,
      String weightsDigest,
      int weight,
      Long deprecatedAtEpochMillis,
      Long sunsetAtEpochMillis) {

    /** One that is not deprecated. */
    public Target(String servedModel, String weightsDigest, int weight) {
      this(servedModel, weightsDigest, weight, null, null);
    }
  }
}
