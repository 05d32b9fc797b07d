package dev.sluice.admin.rollout;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.Browser;
import dev.sluice.contract.GatewayReport;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.UsageEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** A public name with a live version and a canary, and the gateway that answers for both. */
abstract class RolloutFixture {
  static final String VERSIONS = "/api/v1/model-versions";

  final String name = "chat-" + UUID.randomUUID();
  final String live = "live-" + UUID.randomUUID();
  final String canary = "canary-" + UUID.randomUUID();
  Browser browser;
  String canaryId;
  String modelId;

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

  void look() {
    admin().bean(CanaryLook.class).look().block();
  }

  void golden(String... tokens) {
    gateway().tokens.put(canary, List.of(tokens));
    browser
        .put(
            VERSIONS + "/" + canaryId + "/golden-output",
            null,
            Map.of("prompt", "One day", "maxTokens", tokens.length))
        .expectStatus()
        .isOk();
  }

  String outcome() {
    return read(VERSIONS + "/" + canaryId + "/golden-output").get("outcome").asString();
  }

  String state() {
    return version().get("state").asString();
  }

  JsonNode version() {
    return read(VERSIONS)
        .valueStream()
        .filter(version -> version.get("id").asString().equals(canaryId))
        .findFirst()
        .orElseThrow();
  }

  JsonNode model() {
    return read("/api/v1/models")
        .valueStream()
        .filter(model -> model.get("id").asString().equals(modelId))
        .findFirst()
        .orElseThrow();
  }

  /** As gateways are told them. */
  List<Integer> weights() {
    return admin().snapshot().models().stream()
        .filter(model -> model.name().equals(name))
        .flatMap(model -> model.targets().stream())
        .map(GatewaySnapshot.Target::weight)
        .toList();
  }

  List<String> rollbacks() {
    return read("/api/v1/rollbacks")
        .valueStream()
        .map(rollback -> rollback.get("versionId").asString())
        .toList();
  }

  List<String> auditOfAutomatic() {
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

  void move(String state) {
    Map<String, Object> move = Map.of("state", state, "reason", "test", "override", true);
    browser
        .put(VERSIONS + "/" + canaryId, "\"" + version().get("version").asLong() + "\"", move)
        .expectStatus()
        .isOk();
  }

  String register(String served) {
    return create(VERSIONS, Map.of("servedModel", served)).get("id").asString();
  }

  Map<String, Object> model(int liveWeight, int canaryWeight) {
    return Map.of(
        "name", name, "targets", List.of(target(live, liveWeight), target(canary, canaryWeight)));
  }

  static Map<String, Object> target(String served, int weight) {
    return Map.of("servedModel", served, "weight", weight);
  }

  JsonNode create(String path, Object body) {
    return json(browser.post(path, body).expectStatus().isCreated());
  }

  JsonNode read(String path) {
    return json(browser.read(path).expectStatus().isOk());
  }

  static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }

  void post(List<UsageEvent> events) {
    internal(InternalPaths.USAGE_EVENTS, events);
  }

  /** A gateway sees one ready pod that serves these. */
  void report(String... served) {
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

  void internal(String path, Object body) {
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

  List<UsageEvent> events(String served, int count, int failed, long firstTokenMicros) {
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          i < failed
              ? event(served, "pod_failed", null, "error")
              : event(served, null, firstTokenMicros, "stop"));
    }
    return events;
  }

  UsageEvent event(String served, String error, Long firstToken, String finish) {
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
