package dev.sluice.admin.registry;

import dev.sluice.contract.GatewaySnapshot;

/**
 * A served model that stands behind a public name.
 *
 * @param weightsDigest null for any
 * @param weight share of the traffic, relative to the other targets
 */
record Target(String servedModel, String weightsDigest, int weight) {

  GatewaySnapshot.Target toSnapshot() {
    return new GatewaySnapshot.Target(servedModel, weightsDigest, weight);
  }
}
