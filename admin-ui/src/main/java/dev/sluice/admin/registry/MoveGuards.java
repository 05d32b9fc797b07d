package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What must be so before a version gets on: pods that serve its weights before it takes traffic,
 * and evidence of its validation before it is staged. An override with a reason passes; what was
 * found is stored with the move either way.
 */
@Component
class MoveGuards {
  private static final Set<VersionState> SERVED =
      Set.of(VersionState.STAGED, VersionState.CANARY, VersionState.LIVE);

  private final ServedWeights weights;

  MoveGuards(ServedWeights weights) {
    this.weights = weights;
  }

  /** The ready pods that serve a version, or the refusal of a move that needs one. */
  List<String> requireReadyPod(ModelVersion version, VersionState wanted) {
    List<String> pods = readyPods(version);
    if (pods.isEmpty()) {
      throw ApiFailure.conflict(
          "state",
          "no ready pod serves version '%s', so it cannot become %s; start one, or override with a reason"
              .formatted(version.title(), wanted));
    }
    return pods;
  }

  private List<String> readyPods(ModelVersion version) {
    return weights.readyPods(version.servedModel(), version.weightsDigest());
  }

  /** What speaks for a move, or the refusal of it. */
  Map<String, Object> evidence(ModelVersion version, VersionState wanted, VersionMove move) {
    Map<String, Object> evidence = new LinkedHashMap<>(move.evidence());
    evidence.putAll(loadProblems(version, wanted, move));
    if (SERVED.contains(wanted)) {
      evidence.put(
          "readyPods", move.isOverride() ? readyPods(version) : requireReadyPod(version, wanted));
    }
    boolean isValidated =
        version.state() == VersionState.VALIDATING && wanted == VersionState.STAGED;
    if (isValidated && move.evidence().isEmpty() && !move.isOverride()) {
      throw ApiFailure.conflict(
          "evidence",
          "version '%s' was not validated: give the results as evidence, or override with a reason"
              .formatted(version.title()));
    }
    if (move.isOverride()) {
      evidence.put("override", true);
    }
    return evidence;
  }

  /** Why pods could not load it: the refusal of a move on, or what is kept with the way back. */
  private Map<String, Object> loadProblems(
      ModelVersion version, VersionState wanted, VersionMove move) {
    boolean goesBack =
        version.state() == VersionState.VALIDATING && wanted == VersionState.REGISTERED;
    List<String> problems =
        goesBack || SERVED.contains(wanted)
            ? weights.loadProblems(version.servedModel())
            : List.of();
    if (problems.isEmpty()) {
      return Map.of();
    }
    boolean isServed = !weights.readyPods(version.servedModel(), version.weightsDigest()).isEmpty();
    if (!goesBack && !isServed && !move.isOverride()) {
      throw ApiFailure.conflict(
          "state",
          "no ready pod serves version '%s', so it cannot become %s (%s)"
              .formatted(version.title(), wanted, String.join("; ", problems)));
    }
    return Map.of("loadProblems", problems);
  }
}
