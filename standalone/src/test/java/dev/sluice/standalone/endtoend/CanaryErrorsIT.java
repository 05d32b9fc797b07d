package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A canary whose weights are NaN for one token of the vocabulary. Its load test and its golden
 * output do not have that token and are fine, so nothing but traffic shows that it fails. The
 * control plane sees the errors in the usage, takes the traffic away and says why.
 */
class CanaryErrorsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String PROMPT = "Zoe had a dog.";
  private static final int MIN_REQUESTS = 8;

  private final SharedStack stack = Door.stack();

  @Test
  void canaryThatFailsSomeRequests_isRolledBack_andItsReasonIsToldToPeople() throws Exception {
    Administrator administrator = Administrator.logIn();
    new LoadedVersion(stack, Canary.SERVED)
        .load(SpoiltStories.write(Files.createDirectories(stack.modelFolder().resolve("spoilt"))));
    Canary canary =
        Canary.publish(
            administrator,
            Map.of("maxErrorPermille", 100, "minRequests", MIN_REQUESTS, "goldenSeconds", 0));
    canary.assertStagedByItsOwnResults();
    await().atMost(SOON).until(() -> ask().statusCode() != 404);

    try (SteadyStreams _ = SteadyStreams.start()) {
      Set<Integer> seen = new HashSet<>();
      await()
          .atMost(SOON)
          .pollInSameThread()
          .until(
              () -> {
                seen.add(ask().statusCode());
                return canary.isStaged();
              });
      assertThat(seen).as("half of the requests went to the canary").contains(200, 500);
      // The gateway is told within two seconds; from then on nobody meets the canary.
      await().atMost(Duration.ofSeconds(2)).pollInSameThread().until(CanaryErrorsIT::allIsWell);
      assertThat(allIsWell()).isTrue();
    }
    assertReasonIsStored(administrator, canary);
    assertConsoleTells();
  }

  private void assertReasonIsStored(Administrator administrator, Canary canary) throws Exception {
    JsonNode move = canary.read("transitions").get(0);
    assertThat(move.path("actor").asString()).isEqualTo("automatic");
    assertThat(move.path("from").asString()).isEqualTo("canary");
    assertThat(move.path("to").asString()).isEqualTo("staged");
    assertThat(move.path("reason").asString())
        .matches("\\d+ of \\d+ requests for 'story' failed, more than 10 %");
    JsonNode figures = move.path("evidence").path("canary");
    assertThat(figures.path("requests").asInt()).isGreaterThanOrEqualTo(MIN_REQUESTS);
    assertThat(figures.path("failures")).isEqualTo(figures.path("requests"));
    assertThat(move.path("evidence").path("others").path("failures").asInt()).isZero();
    assertThat(canary.weights()).containsExactly(1, 0);
    JsonNode told = administrator.get("/api/v1/rollbacks").get(0);
    assertThat(told.path("servedModel").asString()).isEqualTo(Canary.SERVED);
    assertThat(told.path("reason")).isEqualTo(move.path("reason"));
    assertThat(administrator.get("/api/v1/audit?limit=50").toString())
        .contains("version.rollback", "\"automatic\"");
  }

  private void assertConsoleTells() throws IOException {
    try (ConsoleSession console = new ConsoleSession(stack)) {
      Page page = console.open("/models", ColorScheme.LIGHT);
      assertThat(page.getByRole(AriaRole.REGION, ConsoleSession.named("Rolled back by itself")))
          .containsText("requests for 'story' failed");
      assertThat(new Axe().violations(page)).isEmpty();
      ConsoleSession.pictures(page, "canary-rolled-back");
      ConsoleSession.button(page, "History of " + Canary.SERVED).click();
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("more than 10 %");
      assertUsageTellsVersionsApart(console);
    }
  }

  /** With half of the traffic still at the canary this would be luck of one in a thousand. */
  private static boolean allIsWell() throws Exception {
    for (int i = 0; i < 10; i++) {
      if (ask().statusCode() != 200) {
        return false;
      }
    }
    return true;
  }

  private static void assertUsageTellsVersionsApart(ConsoleSession console) throws IOException {
    Page page = console.open("/usage", ColorScheme.LIGHT);
    page.getByText("Version", new Page.GetByTextOptions().setExact(true)).click();
    Locator usage = ConsoleSession.table(page, "Usage by version");
    assertThat(usage).containsText(Canary.SERVED + " ");
    assertThat(usage).containsText(SharedStack.MODEL + " ");
    assertThat(new Axe().violations(page)).isEmpty();
    ConsoleSession.pictures(page, "usage-by-version");
  }

  private static HttpResponse<String> ask() throws Exception {
    return Door.post(
        "/v1/completions",
        "{\"model\":\"%s\",\"temperature\":0,\"max_tokens\":4,\"prompt\":\"%s\"}"
            .formatted(Canary.PUBLIC_NAME, PROMPT));
  }
}
