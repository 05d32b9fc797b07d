package dev.sluice.admin.loads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.fleet.Fleet;
import dev.sluice.admin.fleet.FleetSettings;
import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayOrders.Load;
import dev.sluice.contract.GatewayOrders.Unload;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewayReport.PodView;
import dev.sluice.contract.GatewayReport.Refusal;
import dev.sluice.contract.GatewayReport.TokenizerView;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What gateways are told of versions, by what they report. */
class LoadDeskTest {
  private static final String NAME = "tiny:2";
  private static final String TAG = "v2/1";
  private static final LoadVersionRequest PLAIN = wish(null, null);
  private static final LoadVersionRequest SCALED = wish(null, "linear:2");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-31T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final Fleet fleet =
      new Fleet(clock, new FleetSettings(Duration.ofSeconds(15), Duration.ofSeconds(2)));
  private final Setbacks setbacks = new Setbacks(clock);
  private List<PlannedVersion> planned = List.of(version(PLAIN, true));
  private Mono<List<PlannedVersion>> answer = Mono.fromSupplier(() -> planned);
  private final Plans plans = new Plans(() -> answer);
  private final LoadDesk desk = new LoadDesk(plans, fleet, setbacks);
  private final LoadBoard board = new LoadBoard(plans, fleet, setbacks);

  @Test
  void orders_untilItIsThere_areRepeated_andARestartedPodIsToldAgain() {
    Load toPod = new Load("p:1", "pod-1", PLAIN);
    Load toTokenizer = new Load("t:1", null, PLAIN);
    assertThat(orders(pod("pod-1"), tokenizer()).loads()).containsExactly(toPod, toTokenizer);
    assertThat(orders(pod("pod-1"), tokenizer()).loads()).containsExactly(toPod, toTokenizer);
    assertThat(orders(pod("pod-1", status(State.FETCHING)), tokenizer(ready())).loads()).isEmpty();
    assertThat(orders(pod("pod-1", ready()), tokenizer(ready())).loads()).isEmpty();
    assertThat(orders(pod("pod-2"), tokenizer(ready())).loads())
        .containsExactly(new Load("p:1", "pod-2", PLAIN));
    assertThat(orders(pod("pod-2", ready()), tokenizer()).loads()).containsExactly(toTokenizer);
  }

  @Test
  void orders_drainingOrUnreachable_areNotGiven() {
    PodView draining = new PodView("p:1", "draining", load("pod-1", true), "closed", 0);
    PodView away = new PodView("p:2", "unreachable", null, null, 0);
    TokenizerView deaf = new TokenizerView("t:1", null);
    assertThat(orders(List.of(draining, away), deaf)).isEqualTo(none());
  }

  @Test
  void tokenizer_ofAScaledVersion_isToldTheContextThatAPodHasReached() {
    planned = List.of(version(SCALED, true));
    assertThat(orders(pod("pod-1"), tokenizer()).loads())
        .as("nobody knows the context yet")
        .containsExactly(new Load("p:1", "pod-1", SCALED));
    assertThat(orders(pod("pod-1", ready()), tokenizer()).loads())
        .containsExactly(new Load("t:1", null, SCALED.withContextLength(1024)));

    planned = List.of(version(wish(512, "linear:2"), true));
    assertThat(orders(pod("pod-1"), tokenizer()).loads()).hasSize(2);
  }

  @Test
  void failed_isTriedAgainAfterAWhile_eachTimeALongerOne_orWhenAsked() {
    VersionStatus failed = failed("needs 9 MB, but only 3 MB are left");
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).isEmpty();
    pass(14);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).isEmpty();
    pass(1);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).hasSize(1);
    pass(2);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads())
        .as("seen as it was before")
        .isEmpty();
    pass(2);
    orders(pod("pod-1", failed), tokenizer(ready()));
    pass(29);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).isEmpty();
    pass(1);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).hasSize(1);
    pass(4);
    orders(pod("pod-1", failed), tokenizer(ready()));
    setbacks.forgive(TAG);
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads()).hasSize(1);
    assertThat(at(0).state()).isEqualTo("failed");
    assertThat(at(0).problem()).isEqualTo("needs 9 MB, but only 3 MB are left");
    assertThat(board.problems(NAME)).containsExactly("pod p:1: needs 9 MB, but only 3 MB are left");

    orders(pod("pod-1", ready()), tokenizer(ready()));
    assertThat(orders(pod("pod-1", failed), tokenizer(ready())).loads())
        .as("a new failure waits anew")
        .isEmpty();
  }

  @Test
  void refusal_isShownAsFailed_andWaitsToo() {
    orders(pod("pod-1"), tokenizer(ready()));
    Refusal refusal = new Refusal("p:1", "pod-1", TAG, "there is no 'a.gguf'");
    assertThat(told(report(List.of(pod("pod-1")), tokenizer(ready()), refusal)).loads()).isEmpty();
    assertThat(at(0).state()).isEqualTo("failed");
    assertThat(at(0).problem()).isEqualTo("there is no 'a.gguf'");
    assertThat(at(0).retryAt()).isEqualTo(clock.instant().plusSeconds(15));
    assertThat(at(1).state()).isEqualTo("ready");
    pass(15);
    assertThat(orders(pod("pod-1"), tokenizer(ready())).loads()).hasSize(1);
  }

  @Test
  void unwantedOrOlderPlan_isUnloaded_andWhatWasStartedIsLeftAlone() {
    planned = List.of(version(PLAIN, false));
    assertThat(orders(pod("pod-1", ready()), tokenizer(ready())).unloads())
        .containsExactly(new Unload("p:1", "pod-1", NAME, TAG), new Unload("t:1", null, NAME, TAG));
    assertThat(orders(pod("pod-1", status(State.UNLOADING)), tokenizer())).isEqualTo(none());
    VersionStatus started = ready().withTag(null);
    assertThat(orders(pod("pod-1", started), tokenizer(started))).isEqualTo(none());

    planned = List.of(version(PLAIN, true));
    VersionStatus older = ready().withTag("v2/0");
    assertThat(orders(pod("pod-1", older), tokenizer(ready())))
        .isEqualTo(
            new GatewayOrders(
                List.of(),
                List.of(),
                List.of(),
                List.of(new Unload("p:1", "pod-1", NAME, "v2/0"))));
    assertThat(orders(pod("pod-1", started), tokenizer(ready()))).isEqualTo(none());
    assertThat(at(0).problem()).contains("started with a version of the name 'tiny:2'");
  }

  @Test
  void board_countsOnlyWhenPodAndTokenizerHaveThePlan() {
    orders(pod("pod-1", ready()), tokenizer());
    assertThat(board.counts(fleet.pods().getFirst(), NAME)).isFalse();
    assertThat(board.load(planned.getFirst()).isLoaded()).isFalse();
    orders(pod("pod-1", ready()), tokenizer(ready()));
    assertThat(board.counts(fleet.pods().getFirst(), NAME)).isTrue();
    assertThat(board.load(planned.getFirst()).isLoaded()).isTrue();
    assertThat(at(0).contextLength()).isEqualTo(1024);
    orders(pod("pod-1", ready().withTag("v2/0")), tokenizer(ready()));
    assertThat(board.counts(fleet.pods().getFirst(), NAME)).as("an older plan").isFalse();
    assertThat(board.counts(fleet.pods().getFirst(), "other")).as("no plan").isTrue();
  }

  @Test
  void orders_whileTheDatabaseIsAway_goByTheLastPlans() {
    orders(pod("pod-1", ready()), tokenizer(ready()));
    answer = Mono.error(new IllegalStateException("no database"));
    assertThat(orders(pod("pod-2"), tokenizer(ready())).loads())
        .containsExactly(new Load("p:1", "pod-2", PLAIN));
  }

  private VersionLoad.At at(int place) {
    return board.load(planned.getFirst()).places().get(place);
  }

  private void pass(int seconds) {
    now.updateAndGet(moment -> moment.plusSeconds(seconds));
  }

  private GatewayOrders orders(PodView pod, TokenizerView tokenizer) {
    return orders(List.of(pod), tokenizer);
  }

  private GatewayOrders orders(List<PodView> pods, TokenizerView tokenizer) {
    return told(report(pods, tokenizer));
  }

  private GatewayOrders told(GatewayReport report) {
    fleet.take(report);
    return desk.orders(report).block();
  }

  private static GatewayReport report(
      List<PodView> pods, TokenizerView tokenizer, Refusal... refusals) {
    return new GatewayReport("g", 0, pods, 0, 0, 0, null, List.of(tokenizer), List.of(refusals));
  }

  private static GatewayOrders none() {
    return new GatewayOrders(List.of(), List.of());
  }

  private static PlannedVersion version(LoadVersionRequest request, boolean isWanted) {
    return new PlannedVersion("v2", null, request, isWanted);
  }

  private static LoadVersionRequest wish(Integer context, String scaling) {
    return new LoadVersionRequest(
        NAME, VersionSource.ofPath("a.gguf"), context, scaling, null, TAG);
  }

  private static PodView pod(String podId, VersionStatus... versions) {
    PodLoad load = load(podId, false).withVersions(List.of(versions));
    return new PodView("p:1", "ready", load, "closed", 0);
  }

  private static PodLoad load(String podId, boolean isDraining) {
    return new PodLoad(podId, 1, List.of(), 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, isDraining, "scalar");
  }

  private static TokenizerView tokenizer(VersionStatus... versions) {
    return new TokenizerView("t:1", List.of(versions));
  }

  private static VersionStatus ready() {
    ServedModel model = new ServedModel(NAME, "llama", "F16", 1, 1024, 512, "w", "t");
    return new VersionStatus(NAME, State.READY, null, 0, 0, 7, model, 0, 0, 0, 9, 9, TAG);
  }

  private static VersionStatus status(State state) {
    return VersionStatus.notServing(NAME, state, null, 0, 0, 0).withTag(TAG);
  }

  private static VersionStatus failed(String problem) {
    return VersionStatus.notServing(NAME, State.FAILED, problem, 0, 0, 0).withTag(TAG);
  }
}
