package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.stack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A version that a pod has, brought through all guards to half of the traffic for {@link
 * #PUBLIC_NAME}; the other half has the stack's own model.
 */
final class Canary {
  static final String SERVED = "candidate";
  static final String PUBLIC_NAME = "story";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String VERSIONS = "/api/v1/model-versions";

  private final Administrator administrator;
  private final String id;
  private final String modelId;

  private Canary(Administrator administrator, String id, String modelId) {
    this.administrator = administrator;
    this.id = id;
    this.modelId = modelId;
  }

  /** Registers it, and has it tried, staged and published with this policy. */
  static Canary publish(Administrator administrator, Map<String, Object> policy) throws Exception {
    String id = administrator.post(VERSIONS, Map.of("servedModel", SERVED)).path("id").asString();
    await()
        .atMost(SOON)
        .until(() -> administrator.get("/api/v1/served-models").toString().contains(SERVED));
    Canary canary = new Canary(administrator, id, names(administrator));
    administrator.put("/api/v1/models/" + canary.modelId + "/canary-policy", 0, policy);
    for (String state : List.of("validating", "staged", "canary")) {
      administrator.put(
          VERSIONS + "/" + id, canary.version().path("version").asLong(), Map.of("state", state));
    }
    return canary;
  }

  /** The name that others' streams ask for, and one with the canary behind it. */
  private static String names(Administrator administrator) throws Exception {
    administrator.post(
        "/api/v1/models",
        Map.of("name", SharedStack.MODEL, "targets", List.of(target(SharedStack.MODEL))));
    return administrator
        .post(
            "/api/v1/models",
            Map.of(
                "name", PUBLIC_NAME, "targets", List.of(target(SharedStack.MODEL), target(SERVED))))
        .path("id")
        .asString();
  }

  private static Map<String, Object> target(String served) {
    return Map.of("servedModel", served, "weight", 1);
  }

  JsonNode version() throws Exception {
    return find(VERSIONS, id);
  }

  boolean isStaged() throws Exception {
    return version().path("state").asString().equals("staged");
  }

  /** Of this version: its transitions, newest first, or its golden output. */
  JsonNode read(String what) throws Exception {
    return administrator.get(VERSIONS + "/" + id + "/" + what);
  }

  /** What spoke for its move to this state. */
  JsonNode evidenceFor(String state) throws Exception {
    return read("transitions")
        .valueStream()
        .filter(move -> move.path("to").asString().equals(state))
        .findFirst()
        .orElseThrow()
        .path("evidence");
  }

  /** The shares of the stack's own model and of the canary. */
  List<Integer> weights() throws Exception {
    return find("/api/v1/models", modelId)
        .path("targets")
        .valueStream()
        .map(target -> target.path("weight").asInt())
        .toList();
  }

  void assertStagedByItsOwnResults() throws Exception {
    JsonNode evidence = evidenceFor("staged");
    assertThat(evidence.at("/loadTest/failures").asInt()).isZero();
    assertThat(evidence.at("/goldenOutput/outcome").asString()).isEqualTo("recorded");
  }

  private JsonNode find(String path, String wanted) throws Exception {
    return administrator
        .get(path)
        .valueStream()
        .filter(one -> one.path("id").asString().equals(wanted))
        .findFirst()
        .orElseThrow();
  }
}
