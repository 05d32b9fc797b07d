package dev.sluice.admin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.Browser;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.UsageEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Canaries of a whole control plane under a clock that the test moves; once per database. */
abstract class RolloutTests {
  private static final String VERSIONS = "/api/v1/model-versions";

  private final String name = "chat-" + UUID.randomUUID();
  private final String live = "live-" + UUID.randomUUID();
  private final String canary = "canary-" + UUID.randomUUID();
  private Browser browser;
  private String canaryId;
  private String modelId;

  abstract AdminUnderTest admin();

  abstract FakeVersions gateway();

  static Map<String, String> settings(FakeVersions gateway) {
    Map<String, String> settings = new HashMap<>();
    // The tests look themselves.
    settings.put("sluice.admin.rollout.look-every", "0s");
    settings.put("sluice.admin.gateway-url", gateway.url());
    return settings;
  }

  @BeforeEach
  void publish() {
    browser = admin().admin();
    report(live, canary);
    modelId = create("/api/v1/models", model(9, 1)).get("id").asString();
    canaryId = register(canary);
    for (String state : List.of("validating", "staged", "canary")) {
      move(state);
    }
  }

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

  private void look() {
    admin().bean(CanaryLook.class).look().block();
  }

  private void golden(String... tokens) {
    gateway().tokens.put(canary, List.of(tokens));
    browser
        .put(
            VERSIONS + "/" + canaryId + "/golden-output",
            null,
            Map.of("prompt", "One day", "maxTokens", tokens.length))
        .expectStatus()
        .isOk();
  }

  private String outcome() {
    return read(VERSIONS + "/" + canaryId + "/golden-output").get("outcome").asString();
  }

  private String state() {
    return version().get("state").asString();
  }

  private JsonNode version() {
    return read(VERSIONS)
        .valueStream()
        .filter(version -> version.get("id").asString().equals(canaryId))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode model() {
    return read("/api/v1/models")
        .valueStream()
        .filter(model -> model.get("id").asString().equals(modelId))
        .findFirst()
        .orElseThrow();
  }

  /** As gateways are told them. */
  private List<Integer> weights() {
    return admin().snapshot().models().stream()
        .filter(model -> model.name().equals(name))
        .flatMap(model -> model.targets().stream())
        .map(GatewaySnapshot.Target::weight)
        .toList();
  }

  private List<String> rollbacks() {
    return read("/api/v1/rollbacks")
        .valueStream()
        .map(rollback -> rollback.get("versionId").asString())
        .toList();
  }

  private List<String> auditOfAutomatic() {
    return read("/api/v1/audit?limit=200")
        .get("items")
        .valueStream()
        .filter(entry -> entry.get("actor").asString().equals("automatic"))
        .filter(
            entry ->
                entry.get("subject").asString().matches(".*(%s|%s)".formatted(canaryId, modelId)))
        .map(entry -> entry.get("action").asString())
        .toList();
  }

  private void move(String state) {
    Map<String, Object> move = Map.of("state", state, "reason", "test", "override", true);
    browser
        .put(VERSIONS + "/" + canaryId, "\"" + version().get("version").asLong() + "\"", move)
        .expectStatus()
        .isOk();
  }

  private String register(String served) {
    return create(VERSIONS, Map.of("servedModel", served)).get("id").asString();
  }

  private Map<String, Object> model(int liveWeight, int canaryWeight) {
    return Map.of(
        "name", name, "targets", List.of(target(live, liveWeight), target(canary, canaryWeight)));
  }

  private static Map<String, Object> target(String served, int weight) {
    return Map.of("servedModel", served, "weight", weight);
  }

  private JsonNode create(String path, Object body) {
    return json(browser.post(path, body).expectStatus().isCreated());
  }

  private JsonNode read(String path) {
    return json(browser.read(path).expectStatus().isOk());
  }

  private static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }

  private void post(List<UsageEvent> events) {
    internal(InternalPaths.USAGE_EVENTS, events);
  }

  /** A gateway sees one ready pod that serves these. */
  private void report(String... served) {
    List<ServedModel> models = new ArrayList<>();
    for (String model : served) {
      models.add(new ServedModel(model, "llama", "F32", 1, 512, 384, "sha256:" + model, "t"));
    }
    PodLoad load = new PodLoad("pod-1", 1, models, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, false, "fake");
    GatewayReport.PodView pod =
        new GatewayReport.PodView("127.0.0.1:1", "ready", load, "closed", 0);
    internal(
        InternalPaths.GATEWAY_REPORTS,
        new GatewayReport("gateway", 0, List.of(pod), 0, 0, 0, null));
  }

  private void internal(String path, Object body) {
    admin()
        .gateway()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
  }

  private List<UsageEvent> events(String served, int count, int failed, long firstTokenMicros) {
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          i < failed
              ? event(served, "pod_failed", null, "error")
              : event(served, null, firstTokenMicros, "stop"));
    }
    return events;
  }

  private UsageEvent event(String served, String error, Long firstToken, String finish) {
    return new UsageEvent(
        UUID.randomUUID().toString(),
        admin().clock().millis(),
        "k",
        "p",
        name,
        served,
        "sha256:" + served,
        "pod-1",
        "/v1/completions",
        true,
        1,
        0,
        1,
        finish,
        error,
        firstToken,
        null,
        5,
        List.of());
  }
}
