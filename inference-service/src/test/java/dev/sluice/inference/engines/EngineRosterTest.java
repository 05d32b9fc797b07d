package dev.sluice.inference.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.FakeEngine;
import dev.sluice.shell.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineRosterTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private final List<String> told = new ArrayList<>();
  private final EngineRoster roster = new EngineRoster("pod-a", List.of(new Watcher()));
  private final FakeEngine a = new FakeEngine("a");
  private final FakeEngine b = new FakeEngine("b");

  @Test
  void find_byNameDefaultOrOnly() {
    roster.add(a);
    assertThat(roster.find(null)).isSameAs(a);
    roster.add(b);
    assertThat(roster.find("b")).isSameAs(b);
    refused(null, "no model is named; this pod serves [a, b]");
    refused("c", "there is no model 'c'; this pod serves [a, b]");
    roster.setDefault("b");
    assertThat(roster.find(null)).isSameAs(b);
  }

  @Test
  void remove_waitsForStreams_meanwhileCountedButNotServed() throws Exception {
    roster.add(a);
    a.submit(null, event -> {});
    CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> roster.remove(a, LONG));
    while (!a.isDraining()) {
      Thread.onSpinWait();
    }
    refused("a", "there is no model 'a'; this pod serves []");
    PodLoad load = roster.load();
    assertThat(load.models()).isEmpty();
    assertThat(load.runningStreams()).isEqualTo(1);
    assertThat(roster.awaitIdle(Duration.ZERO)).isFalse();
    assertThat(a.timesClosed()).isZero();
    a.nextStream().end("stop", 1, 1);
    removal.get(10, TimeUnit.SECONDS);
    assertThat(a.timesClosed()).isEqualTo(1);
    assertThat(told).containsExactly("+a", "-a");
  }

  @Test
  void load_addsUpAndCountersNeverFall() {
    roster.add(a);
    roster.add(b);
    PodLoad both = roster.load();
    assertThat(both.podId()).isEqualTo("pod-a");
    assertThat(both.models()).extracting(ServedModel::name).containsExactly("a", "b");
    assertThat(both.kvBlocksTotal()).isEqualTo(200);
    assertThat(both.kvBlocksFree()).isEqualTo(150);
    assertThat(both.promptTokens()).isEqualTo(22);
    roster.remove(a, LONG);
    PodLoad one = roster.load();
    assertThat(one.kvBlocksTotal()).isEqualTo(100);
    assertThat(one.promptTokens()).isEqualTo(22);
    assertThat(one.generatedTokens()).isEqualTo(26);
    assertThat(one.sequence()).isGreaterThan(both.sequence());
  }

  @Test
  void drain_refusesEnginesAndReachesAll() {
    roster.add(a);
    roster.drain();
    assertThat(a.isDraining()).isTrue();
    assertThat(roster.add(b)).isFalse();
    assertThat(roster.load().draining()).isTrue();
  }

  @Test
  void longestIdle_isTheLeastRecentlyUsedWithoutStreams() {
    roster.add(a);
    roster.add(b);
    roster.find("a");
    assertThat(roster.longestIdle(Duration.ZERO)).containsSame(b);
    b.submit(null, event -> {});
    assertThat(roster.longestIdle(Duration.ZERO)).containsSame(a);
    roster.setDefault("a");
    assertThat(roster.longestIdle(Duration.ZERO)).isEmpty();
    assertThat(roster.longestIdle(LONG)).isEmpty();
  }

  @Test
  void close_twice_closesEachEngineOnce() {
    roster.add(a);
    roster.close();
    roster.close();
    assertThat(a.timesClosed()).isEqualTo(1);
    assertThat(roster.add(b)).isFalse();
  }

  private void refused(String name, String message) {
    assertThatThrownBy(() -> roster.find(name))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.detail().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND))
        .hasMessage(message);
  }

  private final class Watcher implements EngineWatcher {
    @Override
    public void added(InferenceEngine engine) {
      told.add("+" + engine.model().name());
    }

    @Override
    public void removed(InferenceEngine engine) {
      told.add("-" + engine.model().name());
    }
  }
}
