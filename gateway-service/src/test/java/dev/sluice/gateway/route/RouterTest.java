package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.RouteDecision;
import dev.sluice.contract.RouteDecision.Candidate;
import dev.sluice.contract.ServedModel;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final long[] NO_BLOCKS = {};
  private static final Occasion FIRST = Occasion.first("cmpl-1", "req-1", 0);
  private final PodTable table = new PodTable();
  private final RouteLog log = new RouteLog(new RouteProperties(List.of(), Duration.ZERO, 3));
  private final Router router = new Router(table, log, new Random(3), Clock.systemUTC());

  @Test
  void pick_leastLoaded_wins() {
    pod("busy", 5000, 0.1, false);
    pod("free", 0, 0.1, false);
    assertThat(pick(query(NO_BLOCKS))).contains("free");
  }

  @Test
  void pick_fullCache_isAvoided() {
    pod("full", 0, 1.0, false);
    pod("roomy", 0, 0.2, false);
    assertThat(pick(query(NO_BLOCKS))).contains("roomy");
  }

  @Test
  void pick_drainingUnreachableExcludedAndOpen_areLeftOut() {
    pod("draining", 0, 0, true);
    pod("lost", 0, 0, false);
    table.lost("lost");
    pod("excluded", 0, 0, false);
    pod("open", 0, 0, false);
    RouteQuery query = new RouteQuery("m", null, null, NO_BLOCKS, Set.of("excluded"), FIRST);
    assertThat(router.pick(query, address -> !address.equals("open"))).isEmpty();
  }

  @Test
  void pick_otherDigests_doNotQualify() {
    pod("pod", 0, 0, false);
    assertThat(pick(new RouteQuery("m", "w2", null, NO_BLOCKS, Set.of(), FIRST))).isEmpty();
    assertThat(pick(new RouteQuery("m", null, "t2", NO_BLOCKS, Set.of(), FIRST))).isEmpty();
    assertThat(pick(new RouteQuery("m2", null, null, NO_BLOCKS, Set.of(), FIRST))).isEmpty();
    assertThat(pick(new RouteQuery("m", "w", "t", NO_BLOCKS, Set.of(), FIRST))).contains("pod");
  }

  @Test
  void pick_knownPrefix_outweighsAShortQueue_butNotALongOne() {
    pod("first", 0, 0, false);
    long[] prompt = java.util.stream.LongStream.range(0, 40).toArray();
    assertThat(pick(query(prompt))).contains("first");
    pod("second", 0, 0, false);
    pod("first", 200, 0, false);
    assertThat(pick(query(prompt))).contains("first");
    pod("first", 5000, 0, false);
    assertThat(pick(query(prompt))).contains("second");
  }

  @Test
  void pick_equalPods_areSharedEvenly() {
    pod("a", 0, 0, false);
    pod("b", 0, 0, false);
    pod("c", 0, 0, false);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      counts.merge(pick(query(NO_BLOCKS)).orElseThrow(), 1, Integer::sum);
    }
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(90, 110));
  }

  @Test
  void pick_noted_saysWhyEachPodWasOrWasNotChosen() {
    pod("free", 0, 0.5, false);
    pod("busy", 5000, 0, false);
    pod("draining", 0, 0, true);
    pod("open", 0, 0, false);
    pod("lost", 0, 0, false);
    table.lost("lost");
    pod("failed", 0, 0, false);
    Occasion third = FIRST.at(3, 17, "pod_failed");
    RouteQuery query = new RouteQuery("m", "w", "t", new long[] {1, 2}, Set.of("failed"), third);
    router.pick(query, address -> !address.equals("open"));

    RouteDecision decision = log.find("req-1").getFirst();
    assertThat(log.find("cmpl-1")).containsExactly(decision);
    assertThat(decision.picked()).isEqualTo("free");
    assertThat(decision.attempt()).isEqualTo(3);
    assertThat(decision.deliveredTokens()).isEqualTo(17);
    assertThat(decision.previousFailure()).isEqualTo("pod_failed");
    assertThat(decision.promptBlocks()).isEqualTo(2);
    assertThat(decision.candidates())
        .extracting(Candidate::address, Candidate::rejected, Candidate::scoreTokens)
        .startsWith(tuple("free", null, 512.0), tuple("busy", null, 5000.0))
        .contains(
            tuple("draining", "draining", null),
            tuple("open", "circuit_open", null),
            tuple("lost", "unreachable", null),
            tuple("failed", "failed_before", null));
  }

  @Test
  void pick_noPodServesIt_notesTheMismatch() {
    pod("pod", 0, 0, false);
    pick(new RouteQuery("m2", null, null, NO_BLOCKS, Set.of(), FIRST));
    pick(new RouteQuery("m", "w2", null, NO_BLOCKS, Set.of(), FIRST.at(2, 0, "pod_failed")));
    pick(new RouteQuery("m", null, "t2", NO_BLOCKS, Set.of(), FIRST.at(3, 0, "pod_failed")));
    assertThat(log.find("cmpl-1"))
        .allSatisfy(decision -> assertThat(decision.picked()).isNull())
        .extracting(decision -> decision.candidates().getFirst().rejected())
        .containsExactly("other_model", "other_weights", "other_tokenizer");
  }

  @Test
  void pick_moreDecisionsThanAreRemembered_forgetsTheOldest() {
    pod("pod", 0, 0, false);
    for (int i = 0; i < 4; i++) {
      Occasion occasion = Occasion.first("cmpl-" + i, "req", 0);
      pick(new RouteQuery("m", null, null, NO_BLOCKS, Set.of(), occasion));
    }
    assertThat(log.find("cmpl-0")).isEmpty();
    assertThat(log.find("req")).hasSize(3);
  }

  @Test
  void pick_manyPods_notesTheBestOnesAndThePickedOne() {
    for (int i = 0; i < 40; i++) {
      pod("pod-" + i, 1000L * (40 - i), 0, false);
    }
    pick(query(NO_BLOCKS));
    RouteDecision decision = log.find("req-1").getFirst();
    assertThat(decision.candidates()).hasSize(RouteDecision.MOST_CANDIDATES);
    assertThat(decision.candidates().getFirst().address())
        .isEqualTo(decision.picked())
        .isEqualTo("pod-39");
  }

  private Optional<String> pick(RouteQuery query) {
    return router.pick(query, address -> true).map(PodLease::address);
  }

  private static RouteQuery query(long[] blocks) {
    return new RouteQuery("m", null, null, blocks, Set.of(), FIRST);
  }

  private void pod(String address, long waitingTokens, double poolUse, boolean isDraining) {
    ServedModel model = new ServedModel("m", "llama", "F32", 1, 512, 100, "w", "t");
    int free = (int) Math.round(100 * (1 - poolUse));
    table.add(address);
    table.update(
        address,
        new PodLoad(
            address,
            1,
            List.of(model),
            0,
            0,
            waitingTokens,
            100,
            free,
            0,
            0,
            0,
            0,
            0,
            isDraining,
            "fake"));
  }
}
