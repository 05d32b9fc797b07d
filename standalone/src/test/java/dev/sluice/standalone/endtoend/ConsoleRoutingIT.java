package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.standalone.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pods, why requests went to them, and two models side by side, in a real browser. */
class ConsoleRoutingIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static ConsoleSession console;
  private Page page;

  @BeforeAll
  static void start() {
    console = new ConsoleSession(Door.stack());
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
    }
  }

  @AfterEach
  void close() {
    page.context().close();
  }

  @Test
  void pods_whileStreaming_showLoadVersionsAndTheGateway() {
    page = console.open("/pods", ColorScheme.LIGHT);
    try (SteadyStreams _ = SteadyStreams.start()) {
      Locator pod = page.getByRole(AriaRole.REGION).first();
      assertThat(pod).containsText("ready");
      assertThat(pod.getByLabel("Tokens per second")).containsText(Pattern.compile("[1-9]"));
      assertThat(pod.getByLabel("Time to first token")).containsText("ms");
      assertThat(pod.getByLabel("Prefix hit rate")).containsText("%");
      assertThat(pod.getByLabel("Cache in use").first()).containsText("blocks");
      Locator versions = page.locator("table[aria-label^='Versions of']");
      assertThat(versions).containsText(SharedStack.MODEL);
      assertThat(versions).containsText("F16");
      assertThat(page.locator("table[aria-label^='Gateways that see']")).containsText("closed");
      ConsoleSession.pictures(page, "pods");
      page.getByRole(AriaRole.LINK, ConsoleSession.named("Overview")).click();
      assertThat(page.getByLabel(Pattern.compile("Time to first token, now .*"))).isVisible();
      ConsoleSession.pictures(page, "overview");
    }
  }

  @Test
  void routing_ofARequestById_showsTheCandidatesAndThePickedPod() throws Exception {
    HttpResponse<String> answer =
        Door.post(
            "/v1/completions", "{\"model\":\"stories260k\",\"max_tokens\":2,\"prompt\":\"A\"}");
    page = console.open("/routing", ColorScheme.LIGHT);
    page.getByLabel("Request id").fill(answer.headers().firstValue("x-request-id").orElseThrow());
    page.keyboard().press("Enter");
    Locator pods = page.getByRole(AriaRole.TABLE);
    assertThat(pods).containsText("picked");
    assertThat(pods).containsText("the least work ahead");
    assertThat(page.getByRole(AriaRole.HEADING, ConsoleSession.named("First attempt"))).isVisible();
    ConsoleSession.pictures(page, "routing");

    page.getByLabel("Request id").fill("chatcmpl-nobody-knows");
    ConsoleSession.button(page, "Explain").click();
    assertThat(page.getByText("No gateway remembers this request")).isVisible();
    assertThat(page.getByText("1 of 1 gateways answered")).isVisible();
  }

  @Test
  void usage_linkOfARequest_leadsToItsExplanation() throws Exception {
    HttpResponse<String> answer =
        Door.post(
            "/v1/completions", "{\"model\":\"stories260k\",\"max_tokens\":2,\"prompt\":\"B\"}");
    String id = Door.json(answer.body()).path("id").stringValue();
    page = console.open("/usage", ColorScheme.LIGHT);
    String events = Door.stack().admin() + "/api/v1/usage/events";
    await()
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> page.request().get(events).text().contains(id));
    page.reload();
    page.locator("a[href='/routing?request=" + id + "']").click();
    assertThat(ConsoleSession.heading(page, "Routing")).isVisible();
    assertThat(page.getByLabel("Request id")).hasValue(id);
    assertThat(page.getByRole(AriaRole.TABLE)).containsText("picked");
  }

  @Test
  void playground_sideBySide_samePromptAndSeed_giveTheSameAnswerTwice() {
    page = console.open("/playground", ColorScheme.LIGHT);
    page.getByText("Side by side").click();
    page.getByLabel("Max tokens").fill("64");
    page.getByRole(AriaRole.TEXTBOX, ConsoleSession.named("Message")).fill(Golden.PROMPT);
    ConsoleSession.button(page, "Send").click();
    for (String side : new String[] {"left", "right"}) {
      Locator stats = page.getByLabel("Last answer, " + side);
      assertThat(stats).containsText("Ended by length");
      assertThat(stats).containsText("Output tokens 64");
      assertThat(stats).containsText(Pattern.compile("First token [0-9.]+ m?s"));
    }
    assertThat(log("left")).as("one seed for both").isEqualTo(log("right"));
    ConsoleSession.pictures(page, "playground-side-by-side");
    page.getByLabel("Last answer, right").getByText("Why this pod?").click();
    assertThat(page.getByRole(AriaRole.TABLE)).containsText("picked");
  }

  @Test
  void playground_sideBySide_aRefusalStaysOnItsSide() {
    page = console.open("/playground", ColorScheme.LIGHT);
    page.route(
        "**/api/v1/playground/chat",
        new Consumer<>() {
          private boolean isFirst = true;

          @Override
          public void accept(Route route) {
            if (isFirst) {
              isFirst = false;
              route.fulfill(
                  new Route.FulfillOptions()
                      .setStatus(429)
                      .setContentType("application/json")
                      .setBody("{\"error\":{\"code\":\"queue_full\",\"message\":\"all full\"}}"));
            } else {
              route.resume();
            }
          }
        });
    page.getByText("Side by side").click();
    page.getByLabel("Max tokens").fill("8");
    page.getByRole(AriaRole.TEXTBOX, ConsoleSession.named("Message")).fill(Golden.PROMPT);
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("all full");
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(1);
    assertThat(page.getByLabel("Last answer, right")).containsText("Ended by length");
  }

  private String log(String side) {
    return page.getByRole(AriaRole.LOG, ConsoleSession.named("Conversation, " + side))
        .textContent();
  }
}
