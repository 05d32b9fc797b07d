package dev.sluice.admin.registry;

import dev.sluice.contract.GatewaySnapshot;
import java.time.Instant;

/**
 * A served model that stands behind a public name.
 *
 * @param weightsDigest null for any
 * @param weight share of the traffic, relative to the other targets; 0 keeps a place without
 *     traffic
 */
record Target(String servedModel, String weightsDigest, int weight) {

  GatewaySnapshot.Target toSnapshot(Instant deprecatedAt, Instant sunsetAt) {
    return new GatewaySnapshot.Target(
        servedModel, weightsDigest, weight, millis(deprecatedAt), millis(sunsetAt));
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : (Long) instant.toEpochMilli();
  }
}
