package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a version that pods could not load. */
class MoveGuardsTest {
  private static final List<String> PROBLEMS = List.of("pod p:1: there is no 'a.gguf'");
  private static final ModelVersion VALIDATING =
      ModelVersion.fresh("v", "m", null, Instant.EPOCH).in(VersionState.VALIDATING, null, null);

  private List<String> readyPods = List.of();
  private final MoveGuards guards =
      new MoveGuards(
          new ServedWeights() {
            @Override
            public List<String> readyPods(String servedModel, String weightsDigest) {
              return readyPods;
            }

            @Override
            public List<String> loadProblems(String servedModel) {
              return PROBLEMS;
            }
          });

  @Test
  void staged_notLoadedAnywhere_isRefusedWithTheReason() {
    VersionMove move = new VersionMove("staged", null, Map.of("x", 1), null, null);
    assertThatThrownBy(() -> guards.evidence(VALIDATING, VersionState.STAGED, move))
        .hasMessage(
            "no ready pod serves version 'm', so it cannot become staged (pod p:1: there is no 'a.gguf')");
  }

  @Test
  void staged_notLoadedOnOnePod_passesWithTheReasonAsEvidence() {
    readyPods = List.of("pod-2");
    VersionMove move = new VersionMove("staged", null, Map.of("x", 1), null, null);
    assertThat(guards.evidence(VALIDATING, VersionState.STAGED, move))
        .containsEntry("loadProblems", PROBLEMS)
        .containsEntry("readyPods", readyPods)
        .containsEntry("x", 1);
  }

  @Test
  void registered_afterAFailedLoad_keepsTheReason() {
    assertThat(guards.evidence(VALIDATING, VersionState.REGISTERED, VersionMove.to("registered")))
        .containsExactly(Map.entry("loadProblems", PROBLEMS));
  }
}
