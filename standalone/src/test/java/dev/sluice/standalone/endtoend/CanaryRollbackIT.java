package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A version is tried, staged and made a canary; then other weights are loaded under its name. The
 * control plane finds out by itself and takes its traffic away, and nobody's request fails.
 */
class CanaryRollbackIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String VERSIONS = "/api/v1/model-versions";
  private static final String CANARY = "candidate";

  private final SharedStack stack = Door.stack();
  private Administrator administrator;

  @Test
  void otherWeightsUnderACanarysName_rollItBackWhileTheLiveVersionGoesOn() throws Exception {
    administrator = Administrator.logIn();
    LoadedVersion candidate = new LoadedVersion(stack, CANARY);
    candidate.load(Door.writeModel(Files.createDirectories(stack.modelFolder().resolve("good"))));
    String id = stagedCanary();
    JsonNode model = publish();
    try (SteadyStreams _ = SteadyStreams.start()) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(read(id, "/golden-output").path("outcome").asString())
                      .isEqualTo("same"));
      assertThat(text()).isEqualTo(Golden.CONTINUATION);
      candidate.unload();
      candidate.load(withOtherWeights());
      await().atMost(SOON).until(() -> version(id).path("state").asString().equals("staged"));
      JsonNode move = read(id, "/transitions").get(0);
      assertThat(move.path("actor").asString()).isEqualTo("automatic");
      assertThat(move.path("reason").asString()).contains("golden prompt");
      assertThat(move.path("evidence").path("answered").asString())
          .isNotEqualTo(move.path("evidence").path("recorded").asString());
      assertThat(weights(model)).containsExactly(1, 0);
      // The gateway has been told within two seconds; from then on the live version answers alone.
      await().atMost(Duration.ofSeconds(2)).until(() -> text().equals(Golden.CONTINUATION));
      for (int i = 0; i < 10; i++) {
        assertThat(text()).isEqualTo(Golden.CONTINUATION);
      }
    }
    assertThat(administrator.get("/api/v1/audit?limit=50").toString())
        .contains("version.rollback", "\"automatic\"");
  }

  /** Through all guards: the load test and the golden output are the real thing. */
  private String stagedCanary() throws Exception {
    String id = administrator.post(VERSIONS, Map.of("servedModel", CANARY)).path("id").asString();
    await()
        .atMost(SOON)
        .until(() -> administrator.get("/api/v1/served-models").toString().contains(CANARY));
    for (String state : List.of("validating", "staged", "canary")) {
      administrator.put(
          VERSIONS + "/" + id, version(id).path("version").asLong(), Map.of("state", state));
    }
    JsonNode evidence =
        read(id, "/transitions")
            .valueStream()
            .filter(move -> move.path("to").asString().equals("staged"))
            .findFirst()
            .orElseThrow()
            .path("evidence");
    assertThat(evidence.at("/loadTest/failures").asInt()).isZero();
    assertThat(evidence.at("/goldenOutput/outcome").asString()).isEqualTo("recorded");
    return id;
  }

  /** The name that the steady streams ask for, and one with the canary behind it. */
  private JsonNode publish() throws Exception {
    administrator.post(
        "/api/v1/models",
        Map.of("name", SharedStack.MODEL, "targets", List.of(target(SharedStack.MODEL))));
    JsonNode model =
        administrator.post(
            "/api/v1/models",
            Map.of("name", "story", "targets", List.of(target(SharedStack.MODEL), target(CANARY))));
    administrator.put(
        "/api/v1/models/" + model.path("id").asString() + "/canary-policy",
        0,
        Map.of("goldenSeconds", 1));
    await().atMost(SOON).until(() -> story().statusCode() == 200);
    return model;
  }

  private static Map<String, Object> target(String served) {
    return Map.of("servedModel", served, "weight", 1);
  }

  /** The sign of every 7th weight in the middle of the file's last quarter. */
  private Path withOtherWeights() throws IOException {
    Path folder = Files.createDirectories(stack.modelFolder().resolve("bad"));
    Path file = Door.writeModel(folder);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length * 3 / 4 | 1; i < bytes.length * 7 / 8; i += 14) {
      bytes[i] ^= (byte) 0x80;
    }
    Files.write(file, bytes);
    return file;
  }

  private static HttpResponse<String> story() throws Exception {
    return Door.post(
        "/v1/completions",
        "{\"model\":\"story\",\"temperature\":0,\"max_tokens\":128,\"ignore_eos\":true,\"prompt\":\""
            + Golden.PROMPT
            + "\"}");
  }

  /** No request fails, whoever answers. */
  private static String text() throws Exception {
    HttpResponse<String> answer = story();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Door.json(answer.body()).at("/choices/0/text").asString();
  }

  private JsonNode version(String id) throws Exception {
    return administrator
        .get(VERSIONS)
        .valueStream()
        .filter(version -> version.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode read(String id, String what) throws Exception {
    return administrator.get(VERSIONS + "/" + id + what);
  }

  private List<Integer> weights(JsonNode model) throws Exception {
    return administrator
        .get("/api/v1/models")
        .valueStream()
        .filter(one -> one.path("id").equals(model.path("id")))
        .flatMap(one -> one.path("targets").valueStream())
        .map(target -> target.path("weight").asInt())
        .toList();
  }
}
