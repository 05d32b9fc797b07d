package dev.sluice.admin.registry;

import dev.sluice.admin.fleet.Fleet;
import java.util.List;
import org.springframework.stereotype.Component;

/** By the gateways' last reports. */
@Component
class FleetWeights implements ServedWeights {
  private final Fleet fleet;

  FleetWeights(Fleet fleet) {
    this.fleet = fleet;
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
        .map(pod -> pod.load().podId())
        .sorted()
        .toList();
  }
}
