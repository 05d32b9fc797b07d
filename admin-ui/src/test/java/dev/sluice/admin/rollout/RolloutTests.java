package dev.sluice.admin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.UsageEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Canaries of a whole control plane under a clock that the test moves; once per database. */
abstract class RolloutTests extends RolloutFixture {
  @Test
  void errorRate_aboveTheLimit_rollsBackWithReasonFiguresAndAudit() {
    post(events(canary, 19, 5, 1000));
    look();
    assertThat(state()).as("19 requests are too few").isEqualTo("canary");
    post(events(canary, 1, 0, 1000));
    post(events(live, 200, 0, 1000));
    look();
    assertThat(state()).isEqualTo("staged");
    assertThat(weights()).containsExactly(9, 0);
    JsonNode move = read(VERSIONS + "/" + canaryId + "/transitions").get(0);
    assertThat(move.get("actor").asString()).isEqualTo("automatic");
    assertThat(move.get("from").asString()).isEqualTo("canary");
    assertThat(move.get("reason").asString()).contains("5 of 20 requests", name);
    JsonNode evidence = move.get("evidence");
    assertThat(evidence.get("cause").asString()).isEqualTo("error_rate");
    assertThat(evidence.at("/canary/failures").asInt()).isEqualTo(5);
    assertThat(evidence.at("/others/requests").asInt()).isEqualTo(200);
    assertThat(evidence.at("/trafficTakenFrom/0").asString()).isEqualTo(name);
    assertThat(rollbacks()).contains(canaryId);
    assertThat(auditOfAutomatic()).contains("version.rollback", "model.update");
    look();
    assertThat(read(VERSIONS + "/" + canaryId + "/transitions").size()).isEqualTo(4);
    move("canary");
    assertThat(rollbacks()).doesNotContain(canaryId);
  }

  @Test
  void firstToken_slowerThanTheOthers_rollsBackOnceBothHaveEnough() {
    post(events(canary, 40, 0, 900_000));
    look();
    assertThat(state()).as("nothing to compare with").isEqualTo("canary");
    post(events(live, 40, 0, 300_000));
    look();
    assertThat(state()).isEqualTo("staged");
    assertThat(read(VERSIONS + "/" + canaryId + "/transitions").get(0).get("reason").asString())
        .contains("900 ms, above 600 ms");
  }

  @Test
  void requests_beforeTheWindowOrOfClientsOwnFault_countForNothing() {
    post(events(canary, 60, 60, 1000));
    admin().clock().advance(Duration.ofSeconds(901));
    report(live, canary);
    List<UsageEvent> refused = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      refused.add(event(canary, "context_length_exceeded", null, "error"));
      refused.add(event(canary, null, null, "cancelled"));
    }
    post(refused);
    look();
    assertThat(state()).isEqualTo("canary");
  }

  @Test
  void policy_changed_isWhatCounts() {
    String path = "/api/v1/models/" + modelId + "/canary-policy";
    JsonNode defaults = read(path);
    assertThat(defaults.get("enabled").asBoolean()).isTrue();
    assertThat(defaults.get("version").asLong()).isZero();
    Map<String, Object> wish = new HashMap<>(Map.of("maxErrorPermille", 500, "minRequests", 4));
    browser.put(path, "\"1\"", wish).expectStatus().isEqualTo(412);
    browser
        .put(path, "\"0\"", wish)
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("ETag", "\"1\"");
    browser.put(path, "\"0\"", wish).expectStatus().isEqualTo(412);
    wish.put("minRequests", 0);
    browser.put(path, "\"1\"", wish).expectStatus().isBadRequest();
    browser
        .put("/api/v1/models/none/canary-policy", "\"0\"", wish)
        .expectStatus()
        .is4xxClientError();
    post(events(canary, 4, 2, 1000));
    look();
    assertThat(state()).isEqualTo("canary");
    post(events(canary, 4, 3, 1000));
    look();
    assertThat(state()).isEqualTo("staged");
  }

  @Test
  void policy_disabled_leavesCanariesToPeople() {
    browser
        .put("/api/v1/models/" + modelId + "/canary-policy", "\"0\"", Map.of("enabled", false))
        .expectStatus()
        .isOk();
    golden("a", "b");
    gateway().tokens.put(canary, List.of("a", "c"));
    post(events(canary, 50, 50, 1000));
    look();
    assertThat(state()).isEqualTo("canary");
  }

  @Test
  void onlyVersionOfAName_isNotJudged_andKeepsItsTrafficWhenItsOutputDrifts() {
    JsonNode model = model();
    browser
        .put(
            "/api/v1/models/" + modelId,
            "\"" + model.get("version").asLong() + "\"",
            Map.of("name", name, "targets", List.of(target(canary, 1))))
        .expectStatus()
        .isOk();
    post(events(canary, 50, 50, 1000));
    look();
    assertThat(state()).isEqualTo("canary");
    golden("a");
    gateway().tokens.put(canary, List.of("b"));
    admin().clock().advance(Duration.ofSeconds(300));
    report(live, canary);
    look();
    assertThat(state()).isEqualTo("staged");
    assertThat(weights()).containsExactly(1);
    assertThat(
            read(VERSIONS + "/" + canaryId + "/transitions")
                .get(0)
                .at("/evidence/trafficKeptForLackOfAnother/0")
                .asString())
        .isEqualTo(name);
  }

  @Test
  void goldenOutput_isComparedOnEnteringAndEverySoOften_andDriftRollsBack() {
    golden("Once", " upon");
    int asked = gateway().asked.get();
    look();
    assertThat(gateway().asked.get()).as("compared at once").isEqualTo(asked + 1);
    look();
    assertThat(gateway().asked.get()).as("and not again yet").isEqualTo(asked + 1);
    gateway().tokens.remove(canary);
    admin().clock().advance(Duration.ofSeconds(300));
    report(live, canary);
    look();
    assertThat(outcome()).isEqualTo("unanswered");
    assertThat(state()).isEqualTo("canary");
    gateway().tokens.put(canary, List.of("Once", " upo", "n"));
    admin().clock().advance(Duration.ofSeconds(300));
    report(live, canary);
    look();
    assertThat(outcome()).isEqualTo("drifted");
    assertThat(state()).isEqualTo("staged");
    assertThat(weights()).containsExactly(9, 0);
    JsonNode move = read(VERSIONS + "/" + canaryId + "/transitions").get(0);
    assertThat(move.at("/evidence/cause").asString()).isEqualTo("golden_output");
    assertThat(move.at("/evidence/prompt").asString()).isEqualTo("One day");
  }

  @Test
  void canary_whosePodIsGone_goesBackAfterTheWindow() {
    report(live);
    look();
    admin().clock().advance(Duration.ofSeconds(899));
    report(live);
    look();
    assertThat(state()).isEqualTo("canary");
    admin().clock().advance(Duration.ofSeconds(1));
    report(live);
    look();
    assertThat(state()).isEqualTo("staged");
    assertThat(read(VERSIONS + "/" + canaryId + "/transitions").get(0).get("reason").asString())
        .contains("no ready pod has served it for 900 s");
  }

  @Test
  void liveVersion_isNeverJudged() {
    move("live");
    post(events(canary, 100, 100, 1000));
    look();
    assertThat(state()).isEqualTo("live");
  }

  @Test
  void stage_withoutEvidence_loadsTheVersionAndRecordsOrComparesItsGoldenOutput() {
    String id = register("fresh-" + canary);
    String served = "fresh-" + canary;
    String path = VERSIONS + "/" + id;
    report(served);
    browser.put(path, "\"1\"", Map.of("state", "validating")).expectStatus().isOk();
    JsonNode refused =
        json(browser.put(path, "\"2\"", Map.of("state", "staged")).expectStatus().isEqualTo(409));
    assertThat(refused.get("message").asString())
        .contains("failed its load test: 16 of 16 requests ({no_pod_available=16})");
    gateway().tokens.put(served, List.of("a", "b"));
    int asked = gateway().asked.get();
    browser.put(path, "\"2\"", Map.of("state", "staged")).expectStatus().isOk();
    assertThat(gateway().asked.get()).isEqualTo(asked + 17);
    JsonNode evidence = read(path + "/transitions").get(0).get("evidence");
    assertThat(evidence.at("/loadTest/requests").asInt()).isEqualTo(16);
    assertThat(evidence.at("/loadTest/failures").asInt()).isZero();
    assertThat(evidence.at("/loadTest/firstTokenP95Millis").isIntegralNumber()).isTrue();
    assertThat(evidence.at("/loadTest/tokensPerSecond").asLong()).isPositive();
    assertThat(evidence.at("/goldenOutput/outcome").asString()).isEqualTo("recorded");
    assertThat(read(path + "/golden-output").get("output").asString()).isEqualTo("ab");
    for (String state : List.of("canary", "staged")) {
      browser.put(path, "*", Map.of("state", state)).expectStatus().isOk();
    }
    assertThat(gateway().asked.get()).as("a way back needs no trial").isEqualTo(asked + 17);
  }

  @Test
  void stage_withAnotherGoldenOutput_isRefusedUnlessAnOperatorSpeaksForIt() {
    String served = "other-" + canary;
    String path = VERSIONS + "/" + register(served);
    report(served);
    gateway().tokens.put(served, List.of("a", "b"));
    browser
        .put(path + "/golden-output", null, Map.of("prompt", "One day", "maxTokens", 2))
        .expectStatus()
        .isOk();
    browser.put(path, "\"1\"", Map.of("state", "validating")).expectStatus().isOk();
    gateway().tokens.put(served, List.of("a", "c"));
    JsonNode refused =
        json(browser.put(path, "\"2\"", Map.of("state", "staged")).expectStatus().isEqualTo(409));
    assertThat(refused.get("message").asString()).contains("golden output: drifted");
    browser
        .put(path, "\"2\"", Map.of("state", "staged", "evidence", Map.of("note", "as wanted")))
        .expectStatus()
        .isOk();
  }
}
