package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One view of each pod from the views of several gateways: the newest load that any of them has,
 * and the worst state, because a pod that one gateway cannot reach is what an operator has to see.
 */
final class PodMerge {
  private static final List<String> BEST_TO_WORST =
      List.of("ready", "draining", "open", "unreachable");

  /**
   * Within the life of a pod its sequence decides. A restarted pod begins at 0 again under a new
   * id; then the later report wins.
   */
  private record Sighting(PodView view, long reportedAt) {
    private static final Comparator<Sighting> BY_AGE =
        (left, right) -> {
          PodLoad a = left.view.load();
          PodLoad b = right.view.load();
          if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
          }
          return Objects.equals(a.podId(), b.podId())
              ? Long.compare(a.sequence(), b.sequence())
              : Long.compare(left.reportedAt, right.reportedAt);
        };

    Sighting with(Sighting other) {
      Sighting newer = BY_AGE.compare(this, other) >= 0 ? this : other;
      String state =
          badness(view.state()) >= badness(other.view.state()) ? view.state() : other.view.state();
      PodView merged =
          new PodView(
              view.address(),
              state,
              newer.view.load(),
              newer.view.circuit(),
              view.inFlight() + other.view.inFlight());
      return new Sighting(merged, newer.reportedAt);
    }
  }

  private PodMerge() {}

  /** The pods by address. */
  static List<PodView> of(Collection<GatewayReport> reports) {
    Map<String, Sighting> pods = new TreeMap<>();
    for (GatewayReport report : reports) {
      for (PodView view : report.pods()) {
        pods.merge(view.address(), new Sighting(view, report.atEpochMillis()), Sighting::with);
      }
    }
    return pods.values().stream().map(Sighting::view).toList();
  }

  static Overview.Pod shown(PodView view) {
    PodLoad load = view.load();
    if (load == null) {
      return new Overview.Pod(
          view.address(), view.state(), null, null, List.of(), 0, 0, 0, 0, null, 0);
    }
    return new Overview.Pod(
        view.address(),
        view.state(),
        load.podId(),
        load.backend(),
        load.models().stream().map(ServedModel::name).distinct().sorted().toList(),
        load.runningStreams(),
        load.waitingStreams(),
        share(load.kvBlocksTotal() - (long) load.kvBlocksFree(), load.kvBlocksTotal()),
        load.tokensPerSecond(),
        load.timeToFirstTokenMillis() > 0 ? load.timeToFirstTokenMillis() : null,
        share(load.prefixHitTokens(), load.promptTokens()));
  }

  /** A state that this version does not know counts as the worst. */
  private static int badness(String state) {
    int place = BEST_TO_WORST.indexOf(state);
    return place < 0 ? BEST_TO_WORST.size() : place;
  }

  private static double share(long part, long whole) {
    return whole <= 0 ? 0 : Math.clamp((double) part / whole, 0, 1);
  }
}
