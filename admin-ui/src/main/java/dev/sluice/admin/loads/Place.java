package dev.sluice.admin.loads;

import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.GatewayReport.TokenizerView;
import dev.sluice.contract.VersionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that can be told to load versions.
 *
 * @param podId null for a tokenizer
 * @param isOpen whether it can be told now: it is reached and not draining
 */
record Place(String address, String podId, boolean isOpen, List<VersionStatus> versions) {

  static List<Place> of(List<PodView> pods, List<TokenizerView> tokenizers) {
    List<Place> places = new ArrayList<>();
    pods.stream()
        .filter(pod -> pod.load() != null)
        .map(
            pod ->
                new Place(
                    pod.address(),
                    pod.load().podId(),
                    !pod.load().draining() && !pod.state().equals("unreachable"),
                    pod.load().versions()))
        .forEach(places::add);
    tokenizers.stream()
        .map(
            tokenizer ->
                new Place(
                    tokenizer.address(),
                    null,
                    tokenizer.versions() != null,
                    tokenizer.versions() == null ? List.of() : tokenizer.versions()))
        .forEach(places::add);
    return places;
  }

  boolean isPod() {
    return podId != null;
  }

  Optional<VersionStatus> version(String name) {
    return versions.stream().filter(version -> version.name().equals(name)).findFirst();
  }

  /** Whether it serves exactly what the plan wants. */
  boolean isReady(PlannedVersion planned) {
    return version(planned.name())
        .filter(version -> version.state() == VersionStatus.State.READY)
        .filter(version -> planned.tag().equals(version.tag()))
        .isPresent();
  }

  Setbacks.Key keyOf(PlannedVersion planned) {
    return new Setbacks.Key(address, podId, planned.tag());
  }
}
