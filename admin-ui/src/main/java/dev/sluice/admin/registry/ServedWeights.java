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

  /** Why it is not loaded where it should be: a sentence for each pod and tokenizer. */
  default List<String> loadProblems(String servedModel) {
    return List.of();
  }
}
