package dev.sluice.admin.registry;

import dev.sluice.admin.fleet.Fleet;
import dev.sluice.admin.loads.LoadBoard;
import java.util.List;
import org.springframework.stereotype.Component;

/** By the gateways' last reports; what is loaded by a plan counts when tokenizers have it too. */
@Component
class FleetWeights implements ServedWeights {
  private final Fleet fleet;
  private final LoadBoard loads;

  FleetWeights(Fleet fleet, LoadBoard loads) {
    this.fleet = fleet;
    this.loads = loads;
  }

  @Override
  public List<String> readyPods(String servedModel, String weightsDigest) {
    return fleet.pods().stream()
        .filter(pod -> pod.load() != null && pod.state().equals("ready"))
        .filter(
            pod ->
                pod.load().models().stream()
                    .anyMatch(
                        model ->
                            model.name().equals(servedModel)
                                && (weightsDigest == null
                                    || weightsDigest.equals(model.weightsDigest()))))
        .filter(pod -> loads.counts(pod, servedModel))
        .map(pod -> pod.load().podId())
        .sorted()
        .toList();
  }

  @Override
  public List<String> loadProblems(String servedModel) {
    return loads.problems(servedModel);
  }
}
