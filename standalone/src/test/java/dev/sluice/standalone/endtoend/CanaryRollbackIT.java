package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A version is tried, staged and made a canary; then other weights are loaded under its name. The
 * control plane finds out by itself and takes its traffic away, and nobody's request fails.
 */
class CanaryRollbackIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final SharedStack stack = Door.stack();

  @Test
  void otherWeightsUnderACanarysName_rollItBackWhileTheLiveVersionGoesOn() throws Exception {
    Administrator administrator = Administrator.logIn();
    LoadedVersion candidate = new LoadedVersion(stack, Canary.SERVED);
    candidate.load(Door.writeModel(Files.createDirectories(stack.modelFolder().resolve("good"))));
    Canary canary = Canary.publish(administrator, Map.of("goldenSeconds", 1));
    canary.assertStagedByItsOwnResults();
    await().atMost(SOON).until(() -> story().statusCode() == 200);
    try (SteadyStreams _ = SteadyStreams.start()) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(canary.read("golden-output").path("outcome").asString())
                      .isEqualTo("same"));
      assertThat(text()).isEqualTo(Golden.CONTINUATION);
      candidate.unload();
      candidate.load(withOtherWeights());
      await().atMost(SOON).until(canary::isStaged);
      JsonNode move = canary.read("transitions").get(0);
      assertThat(move.path("actor").asString()).isEqualTo("automatic");
      assertThat(move.path("reason").asString()).contains("golden prompt");
      assertThat(move.path("evidence").path("answered").asString())
          .isNotEqualTo(move.path("evidence").path("recorded").asString());
      assertThat(canary.weights()).containsExactly(1, 0);
      // The gateway has been told within two seconds; from then on the live version answers alone.
      await().atMost(Duration.ofSeconds(2)).until(() -> text().equals(Golden.CONTINUATION));
      for (int i = 0; i < 10; i++) {
        assertThat(text()).isEqualTo(Golden.CONTINUATION);
      }
    }
    assertThat(administrator.get("/api/v1/audit?limit=50").toString())
        .contains("version.rollback", "\"automatic\"");
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
}
