package dev.sluice.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.GatewayReport.TokenizerView;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FleetTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-31T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final Fleet fleet =
      new Fleet(clock, new FleetSettings(Duration.ofSeconds(15), Duration.ofSeconds(2)));

  @Test
  void pods_ofSeveralGateways_areMergedByAddress() {
    fleet.take(report("a", view("pod-1", "ready", load("x", 5)), view("pod-2", "ready", null)));
    fleet.take(report("b", view("pod-1", "open", load("x", 4)), view("pod-3", "draining", null)));

    assertThat(fleet.pods())
        .extracting(PodView::address)
        .containsExactly("pod-1", "pod-2", "pod-3");
    PodView merged = fleet.pods().getFirst();
    assertThat(merged.state()).as("the worst").isEqualTo("open");
    assertThat(merged.load().sequence()).as("the newest").isEqualTo(5);
  }

  @Test
  void pods_withALoadFromOneGatewayOnly_keepIt() {
    fleet.take(report("a", view("pod-1", "ready", load("x", 5))));
    fleet.take(report("b", view("pod-1", "unreachable", null)));
    assertThat(fleet.pods())
        .singleElement()
        .satisfies(
            pod -> {
              assertThat(pod.state()).isEqualTo("unreachable");
              assertThat(pod.load()).isNotNull();
            });
  }

  @Test
  void pods_ofARestartedPod_showTheNewProcess() {
    fleet.take(report("a", 1_000, view("pod-1", "ready", load("old", 900))));
    fleet.take(report("b", 2_000, view("pod-1", "ready", load("new", 1))));
    assertThat(fleet.pods().getFirst().load().podId()).isEqualTo("new");
  }

  @Test
  void pods_ofASilentGateway_areDroppedAfterFifteenSeconds() {
    fleet.take(report("a", view("pod-1", "ready", null)));
    pass(10);
    fleet.take(report("b", view("pod-2", "ready", null)));
    pass(5);
    assertThat(fleet.pods()).hasSize(2);
    pass(1);
    assertThat(fleet.pods()).extracting(PodView::address).containsExactly("pod-2");
  }

  @Test
  void pods_thatAGatewayNoLongerNames_areGone() {
    fleet.take(report("a", view("pod-1", "ready", null), view("pod-2", "ready", null)));
    fleet.take(report("a", view("pod-2", "ready", null)));
    assertThat(fleet.pods()).extracting(PodView::address).containsExactly("pod-2");
  }

  @Test
  void tokenizers_ofSeveralGateways_areThoseThatOneOfThemReaches() {
    TokenizerView reached = new TokenizerView("t:1", List.of());
    fleet.take(tokenizers("a", reached, new TokenizerView("t:2", null)));
    pass(1);
    fleet.take(tokenizers("b", new TokenizerView("t:1", null)));
    assertThat(fleet.tokenizers()).containsExactly(reached, new TokenizerView("t:2", null));
    pass(15);
    assertThat(fleet.tokenizers()).extracting(TokenizerView::address).containsExactly("t:1");
  }

  private static GatewayReport tokenizers(String gateway, TokenizerView... views) {
    return new GatewayReport(gateway, 0, List.of(), 0, 0, 0, null, List.of(views), List.of());
  }

  @Test
  void shown_podWithLoad_hasItsShares() {
    Overview.Pod pod = PodMerge.shown(view("pod-1", "ready", load("x", 1)));
    assertThat(pod.kvUse()).isEqualTo(0.25);
    assertThat(pod.prefixHitRate()).isEqualTo(0.5);
    assertThat(pod.models()).containsExactly("tiny");
    assertThat(pod.timeToFirstTokenMillis()).as("0 is 'none yet' on the wire").isNull();
  }

  @Test
  void shown_podWithoutLoad_isEmptyNotMissing() {
    Overview.Pod pod = PodMerge.shown(view("pod-1", "unreachable", null));
    assertThat(pod.podId()).isNull();
    assertThat(pod.models()).isEmpty();
    assertThat(pod.kvUse()).isZero();
  }

  private void pass(long seconds) {
    now.updateAndGet(moment -> moment.plusSeconds(seconds));
  }

  private static GatewayReport report(String gateway, PodView... pods) {
    return report(gateway, 0, pods);
  }

  private static GatewayReport report(String gateway, long at, PodView... pods) {
    return new GatewayReport(gateway, at, List.of(pods), 0, 0, 0, null);
  }

  private static PodView view(String address, String state, PodLoad load) {
    return new PodView(address, state, load, "closed", 0);
  }

  private static PodLoad load(String podId, long sequence) {
    ServedModel model = new ServedModel("tiny", "llama", "F32", 1, 256, 512, "w", "t");
    return new PodLoad(
        podId, sequence, List.of(model), 1, 2, 3, 100, 75, 50, 100, 7, 9.5, 0, false, "scalar");
  }
}
