package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.standalone.stack.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The console in a real browser, in front of the real platform. Leaves a picture of each page in
 * {@code target/screenshots}.
 */
class ConsoleIT {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final Duration SOON = Duration.ofSeconds(5);

  /** A cold JVM hashes the password on a busy machine; traffic is reported every few seconds. */
  private static final double ASSERTION_MILLIS = 15_000;

  /** What nobody wants to read in place of a name. */
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-");

  private static final SharedStack STACK = Door.stack();

  private static Chromium chromium;
  private static String session;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void logIn() {
    PlaywrightAssertions.setDefaultAssertionTimeout(ASSERTION_MILLIS);
    chromium = Chromium.start();
    try (BrowserContext context = chromium.browser().newContext(options())) {
      Page page = context.newPage();
      page.navigate(STACK.admin());
      assertThat(button(page, "Log in")).isVisible();
      page.getByLabel("User name").fill("admin");
      page.getByLabel("Password").first().fill(STACK.adminPassword());
      picture(page, "login");
      button(page, "Log in").click();
      assertThat(heading(page, "Overview")).isVisible();
      session = context.storageState();
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    context = chromium.browser().newContext(options().setStorageState(session));
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
  }

  @AfterEach
  void close() {
    context.close();
    assertThat(complaints).as("errors in the browser's log").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/, Overview, overview",
    "/playground, Playground, playground-empty",
    "/pods, Pods, pods-first",
    "/routing, Routing, routing-empty",
    "/models, Models, models",
    "/keys, Keys, keys",
    "/quotas, Quotas, quotas-first",
    "/usage, Usage, usage",
    "/audit, Audit, audit"
  })
  void page_opened_showsItsHeadingWithoutErrors(String path, String title, String picture) {
    page.navigate(STACK.admin() + path);
    assertThat(heading(page, title)).isVisible();
    assertThat(page.getByText("Loading")).hasCount(0);
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    picture(page, picture);
  }

  @Test
  void overview_whileStreaming_showsTheLivePodAndItsTraffic() {
    try (SteadyStreams _ = SteadyStreams.start()) {
      page.navigate(STACK.admin());
      Locator pods = page.getByRole(AriaRole.TABLE, named("Pods"));
      assertThat(pods).containsText("standalone");
      assertThat(pods).containsText("ready");
      assertThat(pods).containsText(SharedStack.MODEL);
      assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true))).isVisible();
      assertThat(page.getByLabel(Pattern.compile("Time to first token, now .* ms"))).isVisible();
      picture(page, "overview-streaming");
    }
  }

  @Test
  void keys_create_showsASecretThatOpensTheGateway() {
    page.navigate(STACK.admin() + "/keys");
    button(page, "Create key").click();
    page.getByLabel("Name").fill("made in the console");
    page.getByLabel("Requests per minute").fill("100");
    page.getByLabel("Networks").first().fill("127.0.0.0/8");
    page.getByLabel("Networks").first().press("Enter");
    picture(page, "key-dialog");
    button(page, "Create").click();
    assertThat(page.getByRole(AriaRole.DIALOG, named("API key created"))).isVisible();
    String secret = page.getByTestId("api-key-secret").textContent().strip();
    button(page, "I have copied it").click();
    assertThat(page.getByRole(AriaRole.TABLE, named("API keys")))
        .containsText("made in the console");
    assertThat(page.getByText("from 127.0.0.0/8")).isVisible();
    await().atMost(SOON).until(() -> answers(secret));
    page.reload();
    assertThat(heading(page, "Keys")).isVisible();
    assertThat(page.content()).doesNotContain(secret);
    picture(page, "key-created");
  }

  @Test
  void quotas_createOnAProject_showsLiveConsumptionAndItsLedger() {
    page.navigate(STACK.admin() + "/quotas");
    button(page, "Create quota").click();
    page.getByLabel("Limit", new Page.GetByLabelOptions().setExact(true)).fill("1000000");
    picture(page, "quota-dialog");
    button(page, "Create").click();
    Locator quotas = page.getByRole(AriaRole.TABLE, named("Quotas"));
    assertThat(quotas).containsText("Total tokens per day");
    assertThat(quotas).containsText("enforced");
    assertThat(quotas).not().containsText(UUID);
    try (SteadyStreams _ = SteadyStreams.start()) {
      assertThat(quotas).containsText(Pattern.compile("[1-9][0-9,.k]* used, .* held, of 1.00M"));
      picture(page, "quotas");
      button(page, "Actions for Total tokens per day of default").click();
      page.getByRole(AriaRole.MENUITEM, named("Ledger")).click();
      assertThat(page.getByRole(AriaRole.TABLE, named("Ledger"))).containsText("All");
      assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
      picture(page, "quota-ledger");
      page.keyboard().press("Escape");
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, "quotas-dark");
    button(page, "Actions for Total tokens per day of default").click();
    page.getByRole(AriaRole.MENUITEM, named("Delete")).click();
    button(page, "Delete quota").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(button(page, "Actions for Total tokens per day of default")).hasCount(0);
  }

  @Test
  void models_versionMovesAlongItsLife_withWhatSpokeForIt() {
    page.navigate(STACK.admin() + "/models");
    button(page, "Register version").click();
    Page.GetByLabelOptions exactly = new Page.GetByLabelOptions().setExact(true);
    page.getByLabel("Served model", exactly).first().fill(SharedStack.MODEL);
    page.getByLabel("Weights digest", exactly).fill("");
    button(page, "Register").click();
    button(page, "Validate " + SharedStack.MODEL).click();
    button(page, "Validate").click();
    button(page, "Stage " + SharedStack.MODEL).click();
    picture(page, "model-move");
    button(page, "Stage").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(page.getByRole(AriaRole.TABLE, named("Versions"))).containsText("staged");
    button(page, "History of " + SharedStack.MODEL).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("loadTest");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("tokensPerSecond");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("readyPods");
    assertThat(
            page.getByRole(
                AriaRole.IMG,
                named("Life of a version: it is staged and can become canary or archived")))
        .isVisible();
    picture(page, "model-history");
  }

  @Test
  void models_sliderBetweenTwoTargets_setsBothWeights() {
    page.navigate(STACK.admin() + "/models");
    button(page, "Add public name").click();
    button(page, "Add target").click();
    page.getByLabel("Served model 2").first().fill("other");
    Locator share = page.getByRole(AriaRole.SLIDER, named("Percent to other"));
    share.press("ArrowRight");
    assertThat(page.getByText("51 % to other")).isVisible();
    assertThat(page.getByLabel("Weight 1")).hasValue("49");
    assertThat(page.getByLabel("Weight 2")).hasValue("51");
    picture(page, "model-split");
    button(page, "Cancel").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
  }

  @Test
  void playground_send_streamsTheAnswerAndUsageShowsIt() {
    page.navigate(STACK.admin() + "/playground");
    page.getByLabel("Temperature").fill("0");
    page.getByLabel("Max tokens").fill("128");
    page.getByRole(AriaRole.TEXTBOX, named("Message")).fill(Golden.PROMPT);
    button(page, "Send").click();
    Locator stats = page.getByLabel("Last answer");
    assertThat(stats).containsText("Ended by length");
    assertThat(stats).containsText("Output tokens 128");
    assertThat(page.getByRole(AriaRole.LOG, named("Conversation")).textContent())
        .isEqualTo("You" + Golden.PROMPT + "Model" + Golden.CONTINUATION);
    picture(page, "playground");
    await().pollInSameThread().atMost(SOON).until(this::hasPlaygroundEvent);
    page.navigate(STACK.admin() + "/usage");
    Locator requests = page.getByRole(AriaRole.TABLE, named("Requests"));
    assertThat(requests).containsText("/v1/chat/completions, streamed");
    assertThat(requests).containsText("playground");
    assertThat(requests).not().containsText(UUID);
    assertThat(page.locator("svg.recharts-surface").first()).isVisible();
    picture(page, "usage-after-chat");
  }

  /** Gateways send what was used about once a second. */
  private boolean hasPlaygroundEvent() {
    String address = STACK.admin() + "/api/v1/usage/events";
    return page.request().get(address).text().contains("\"playground\"");
  }

  private static boolean answers(String secret) throws Exception {
    String body = "{\"model\":\"stories260k\",\"max_tokens\":2,\"prompt\":\"One day\"}";
    return Door.post("/v1/completions", secret, body).statusCode() == 200;
  }

  private static NewContextOptions options() {
    return new NewContextOptions().setViewportSize(1280, 860).setColorScheme(ColorScheme.LIGHT);
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  private static Locator heading(Page page, String name) {
    return page.getByRole(AriaRole.HEADING, named(name).setLevel(1));
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name).setExact(true);
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }
}
