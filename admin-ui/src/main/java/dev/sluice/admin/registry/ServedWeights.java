package dev.sluice.admin.registry;

import java.util.List;

/** Which pods could answer for a version now. */
interface ServedWeights {
  /**
   * Names of ready pods.
   *
   * @param weightsDigest null for any
   */
  List<String> readyPods(String servedModel, String weightsDigest);
}
