package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.standalone.stack.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Draining a pod from the console, on a platform of its own: the others need theirs. */
class PodDrainIT {
  private static final String BODY =
      "{\"model\":\"stories260k\",\"stream\":true,\"temperature\":0,\"max_tokens\":128,"
          + "\"ignore_eos\":true,\"prompt\":\""
          + Golden.PROMPT
          + "\"}";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void drain_confirmed_runningStreamsFinishAndNewRequestsAreRefused() throws Exception {
    SharedStack stack = SharedStack.another(Door::writeModel);
    try (ConsoleSession console = new ConsoleSession(stack)) {
      CompletableFuture<HttpResponse<String>> refused =
          CompletableFuture.supplyAsync(() -> streamUntilRefused(stack));
      Page page = console.open("/pods", ColorScheme.LIGHT);
      page.locator("button[aria-label^='Drain ']").click();
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("only pod that is ready");
      ConsoleSession.pictures(page, "pod-drain-dialog");
      ConsoleSession.button(page, "Drain pod").click();
      assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
      assertThat(page.getByText("Only a restart brings it back")).isVisible();
      assertThat(page.locator("button[aria-label^='Drain ']")).hasCount(0);
      assertThat(refused.get().statusCode()).isEqualTo(503);
      ConsoleSession.pictures(page, "pod-drained");
      page.navigate(stack.admin() + "/audit");
      assertThat(ConsoleSession.table(page, "Audit entries")).containsText("pod.drain");
    }
  }

  /** One stream after the other, each of which must be whole, until the first that is refused. */
  private HttpResponse<String> streamUntilRefused(SharedStack stack) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.gateway() + "/v1/completions"))
            .header("Authorization", "Bearer " + stack.apiKey())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(BODY))
            .build();
    while (true) {
      HttpResponse<String> response = client.sendAsync(request, BodyHandlers.ofString()).join();
      if (response.statusCode() != 200) {
        return response;
      }
      assertThat(response.body()).contains("\"finish_reason\":\"length\"").contains("[DONE]");
    }
  }
}
