package dev.sluice.admin.registry;

import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.ServedModel;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pods serve under a name at this moment.
 *
 * @param contextLength the smallest of these pods, which is what a client can count on
 * @param pods how many serve it
 */
record DiscoveredModel(String name, String weightsDigest, Integer contextLength, long pods) {

  /** By name; pods that serve other weights under the same name are listed apart. */
  static List<DiscoveredModel> of(Collection<PodView> pods) {
    Map<List<String>, DiscoveredModel> found = new HashMap<>();
    for (PodView pod : pods) {
      if (pod.load() != null && !"unreachable".equals(pod.state())) {
        pod.load().models().stream().distinct().forEach(model -> add(found, model));
      }
    }
    return found.values().stream()
        .sorted(
            Comparator.comparing(DiscoveredModel::name)
                .thenComparing(model -> ModelNames.stored(model.weightsDigest())))
        .toList();
  }

  private static void add(Map<List<String>, DiscoveredModel> found, ServedModel model) {
    found.merge(
        List.of(model.name(), ModelNames.stored(model.weightsDigest())),
        new DiscoveredModel(model.name(), model.weightsDigest(), model.contextLength(), 1),
        (left, right) ->
            new DiscoveredModel(
                left.name(),
                left.weightsDigest(),
                Math.min(left.contextLength(), right.contextLength()),
                left.pods() + right.pods()));
  }
}
