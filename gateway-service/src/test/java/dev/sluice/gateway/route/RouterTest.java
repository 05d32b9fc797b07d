package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final long[] NO_BLOCKS = {};
  private final PodTable table = new PodTable();
  private final Router router = new Router(table, new Random(3));

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
    RouteQuery query = new RouteQuery("m", null, null, NO_BLOCKS, Set.of("excluded"));
    assertThat(router.pick(query, address -> !address.equals("open"))).isEmpty();
  }

  @Test
  void pick_otherDigests_doNotQualify() {
    pod("pod", 0, 0, false);
    assertThat(pick(new RouteQuery("m", "w2", null, NO_BLOCKS, Set.of()))).isEmpty();
    assertThat(pick(new RouteQuery("m", null, "t2", NO_BLOCKS, Set.of()))).isEmpty();
    assertThat(pick(new RouteQuery("m2", null, null, NO_BLOCKS, Set.of()))).isEmpty();
    assertThat(pick(new RouteQuery("m", "w", "t", NO_BLOCKS, Set.of()))).contains("pod");
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

  private Optional<String> pick(RouteQuery query) {
    return router.pick(query, address -> true).map(PodLease::address);
  }

  private static RouteQuery query(long[] blocks) {
    return new RouteQuery("m", null, null, blocks, Set.of());
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
