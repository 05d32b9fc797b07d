package dev.sluice.gateway.tenant;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.GatewaySnapshot.PublicModel;
import dev.sluice.contract.KeyHash;
import dev.sluice.contract.KeyScope;
import dev.sluice.contract.NetworkRange;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Scope;
import java.net.InetAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keys and public models of the current snapshot. Shared between threads: readers see one immutable
 * index, {@link #accept} replaces it.
 *
 * <p>A secret is looked up by its hash under every configured pepper, so the work does not depend
 * on whether the key exists, and unknown, revoked and expired keys get the same answer.
 */
@Component
public class TenantDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(TenantDirectory.class);
  private static final ErrorDetail REFUSED =
      ErrorDetail.of(
          ErrorCode.INVALID_API_KEY,
          "The API key is not valid. Send one as 'Authorization: Bearer KEY'.");
  private static final ErrorDetail NOT_LOADED =
      new ErrorDetail(
          ErrorCode.NO_POD_AVAILABLE,
          "The gateway has not received its keys from the control plane yet. Try again shortly.",
          null,
          1000L);

  private record Index(
      GatewaySnapshot snapshot,
      Map<String, Known> keysByHash,
      Map<Subject, List<QuotaPolicy>> quotas) {}

  /**
   * A key as requests need it.
   *
   * @param networks where it may be used from; empty for everywhere
   */
  private record Known(ApiKey key, Tenant tenant, List<NetworkRange> networks) {
    static Known of(ApiKey key) {
      return new Known(
          key, Tenant.of(key), key.networks().stream().map(NetworkRange::parse).toList());
    }

    boolean mayComeFrom(InetAddress from) {
      return networks.isEmpty()
          || (from != null && networks.stream().anyMatch(network -> network.contains(from)));
    }
  }

  /** Whom a quota limits. */
  private record Subject(QuotaPolicy.Scope scope, String id) {}

  private final Map<String, String> peppers;
  private final Clock clock;
  private volatile Index index;

  public TenantDirectory(TenantProperties properties, Clock clock) {
    this.peppers = properties.peppers();
    this.clock = clock;
  }

  /** Replaces what is known; keys missing from the snapshot are unknown from now on. */
  public void accept(GatewaySnapshot snapshot) {
    Map<String, Known> byHash = HashMap.newHashMap(snapshot.keys().size());
    for (ApiKey key : snapshot.keys()) {
      if (!peppers.containsKey(key.pepperId())) {
        LOG.warn("key {} uses the pepper '{}', which is not set here", key.id(), key.pepperId());
      }
      byHash.put(key.pepperId() + ":" + key.hash(), Known.of(key));
    }
    Map<Subject, List<QuotaPolicy>> quotas =
        snapshot.quotas().stream()
            .collect(Collectors.groupingBy(quota -> new Subject(quota.scope(), quota.scopeId())));
    index = new Index(snapshot, Map.copyOf(byHash), quotas);
    LOG.info(
        "snapshot {}: {} keys, {} public models, {} quotas",
        snapshot.revision(),
        snapshot.keys().size(),
        snapshot.models().size(),
        snapshot.quotas().size());
  }

  public boolean hasSnapshot() {
    return index != null;
  }

  /** Revision of the current snapshot, or -1. */
  public long revision() {
    Index current = index;
    return current == null ? -1 : current.snapshot().revision();
  }

  /**
   * Finds who holds this secret.
   *
   * @param secret null when none was sent
   * @param from where the call comes from, null when that is not known
   * @param scope what the key is to be used for
   */
  public Tenant authenticate(String secret, InetAddress from, KeyScope scope) {
    Index current = index;
    if (current == null) {
      throw new KeyRefusedException(NOT_LOADED);
    }
    Known found = find(current, secret == null ? "" : secret);
    if (found == null || !isUsable(found.key())) {
      if (found != null) {
        LOG.debug("key {} is revoked or expired", found.key().id());
      }
      throw new KeyRefusedException(REFUSED);
    }
    if (!found.mayComeFrom(from)) {
      throw new KeyRefusedException(
          ErrorDetail.of(
              ErrorCode.PERMISSION_DENIED, "This API key may not be used from this network."));
    }
    if (!found.tenant().mayUse(scope)) {
      throw new KeyRefusedException(
          ErrorDetail.of(
              ErrorCode.PERMISSION_DENIED,
              "This API key has the scopes %s and this needs '%s'."
                  .formatted(found.tenant().scopes(), scope.wire())));
    }
    return found.tenant();
  }

  /** The quotas that count for a tenant's use of a public model, those of the key first. */
  public List<QuotaPolicy> quotas(Tenant tenant, String model) {
    Index current = index;
    if (current == null || current.quotas().isEmpty()) {
      return List.of();
    }
    return Stream.of(
            new Subject(Scope.KEY, tenant.rootId()),
            new Subject(Scope.PROJECT, tenant.projectId()),
            new Subject(Scope.ORGANISATION, tenant.organisationId()))
        .flatMap(subject -> current.quotas().getOrDefault(subject, List.of()).stream())
        .filter(quota -> quota.covers(model))
        .toList();
  }

  /** The public models; empty when every served name is public. */
  public List<PublicModel> models() {
    Index current = index;
    return current == null ? List.of() : current.snapshot().models();
  }

  public Optional<PublicModel> model(String name) {
    return models().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  private Known find(Index current, String secret) {
    Known found = null;
    for (Map.Entry<String, String> pepper : peppers.entrySet()) {
      String hash = KeyHash.of(pepper.getValue(), secret);
      Known key = current.keysByHash().get(pepper.getKey() + ":" + hash);
      found = key == null ? found : key;
    }
    return found;
  }

  private boolean isUsable(ApiKey key) {
    long now = clock.millis();
    return key.revokedAtEpochMillis() == null
        && (key.expiresAtEpochMillis() == null || now < key.expiresAtEpochMillis());
  }
}
