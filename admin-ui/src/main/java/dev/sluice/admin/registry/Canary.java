package dev.sluice.admin.registry;

import dev.sluice.contract.ServedVersion;
import java.time.Instant;
import java.util.List;

/**
 * A version that is tried on some of the traffic.
 *
 * @param since when it became a canary
 * @param hasReadyPod whether a pod could answer for it now
 * @param shares where it gets traffic
 */
public record Canary(
    String versionId,
    ServedVersion version,
    Instant since,
    boolean hasReadyPod,
    List<Share> shares) {
  /**
   * Its share of a public name's traffic.
   *
   * @param others the versions that could take it over; empty when there is nothing to go back to
   */
  public record Share(String modelId, String modelName, List<ServedVersion> others) {}
}
