package dev.sluice.admin.loads;

import dev.sluice.admin.fleet.Fleet;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How far the planned versions are, by the gateways' last reports. */
@Component
public class LoadBoard {
  private static final String WAITING = "waiting";

  private final Plans plans;
  private final Fleet fleet;
  private final Setbacks setbacks;

  LoadBoard(Plans plans, Fleet fleet, Setbacks setbacks) {
    this.plans = plans;
    this.fleet = fleet;
    this.setbacks = setbacks;
  }

  /**
   * Whether a pod that serves a name counts: what a plan has loaded there must be what the plan
   * says now, and every tokenizer must have it too. Names without a plan count as they are.
   */
  public boolean counts(PodView pod, String name) {
    return plans
        .wanted(name)
        .map(
            version ->
                Place.of(List.of(pod), List.of()).stream().anyMatch(p -> p.isReady(version))
                    && areTokenizersReady(version))
        .orElse(true);
  }

  /** Why a planned version is not loaded where it should be, a sentence for each place. */
  public List<String> problems(String name) {
    return plans.wanted(name).map(this::load).stream()
        .flatMap(load -> load.places().stream())
        .filter(at -> at.problem() != null)
        .map(at -> "%s %s: %s".formatted(at.kind(), at.address(), at.problem()))
        .toList();
  }

  VersionLoad load(PlannedVersion version) {
    List<Place> places = places();
    boolean isServed =
        places.stream().filter(Place::isPod).anyMatch(place -> place.isReady(version));
    return new VersionLoad(
        version.versionId(),
        version.name(),
        version.request().source(),
        version.request().contextLength(),
        version.request().ropeScaling(),
        version.request().kvCacheBytes(),
        version.isWanted(),
        isServed && areTokenizersReady(version),
        places.stream().flatMap(place -> at(place, version).stream()).toList());
  }

  private List<Place> places() {
    return Place.of(fleet.pods(), fleet.tokenizers());
  }

  private boolean areTokenizersReady(PlannedVersion version) {
    List<Place> tokenizers = Place.of(List.of(), fleet.tokenizers());
    return !tokenizers.isEmpty() && tokenizers.stream().allMatch(place -> place.isReady(version));
  }

  private Optional<VersionLoad.At> at(Place place, PlannedVersion version) {
    VersionStatus status = place.version(version.name()).orElse(null);
    boolean isOurs = status != null && version.owns(status.tag());
    if (!version.isWanted()) {
      return isOurs ? Optional.of(at(place, status, null, null)) : Optional.empty();
    }
    Setbacks.Setback setback = setbacks.of(place.keyOf(version)).orElse(null);
    if (status != null && !isOurs) {
      return Optional.of(at(place, null, taken(status), null));
    }
    boolean hasFailed = status == null || status.state() == State.FAILED;
    if (hasFailed && setback != null) {
      return Optional.of(at(place, null, setback.problem(), setback.dueMillis()));
    }
    return Optional.of(at(place, status, problem(version, status), null));
  }

  private static String taken(VersionStatus other) {
    return other.tag() == null
        ? "it was started with a version of the name '%s'".formatted(other.name())
        : "another version of the name '%s' is still there".formatted(other.name());
  }

  private static String problem(PlannedVersion version, VersionStatus status) {
    if (status == null || status.model() == null) {
      return status == null ? null : status.problem();
    }
    String digest = status.model().weightsDigest();
    return version.weightsDigest() == null || version.weightsDigest().equals(digest)
        ? null
        : "the weights are %s, and the version is of %s".formatted(digest, version.weightsDigest());
  }

  /** Without a status it has failed when there is a problem, and waits otherwise. */
  private static VersionLoad.At at(
      Place place, VersionStatus status, String problem, Long dueMillis) {
    return new VersionLoad.At(
        place.isPod() ? "pod" : "tokenizer",
        place.address(),
        place.podId(),
        status == null
            ? (problem == null ? WAITING : "failed")
            : status.state().name().toLowerCase(Locale.ROOT),
        problem,
        dueMillis == null ? null : Instant.ofEpochMilli(dueMillis),
        status == null ? 0 : status.fetchedBytes(),
        status == null ? 0 : status.totalBytes(),
        status == null ? 0 : status.memoryBytes(),
        status == null || status.model() == null ? null : status.model().contextLength());
  }
}
