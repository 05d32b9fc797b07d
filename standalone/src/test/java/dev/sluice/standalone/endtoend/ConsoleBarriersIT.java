package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console for people with a keyboard, a screen reader or tired eyes. */
class ConsoleBarriersIT {
  private static ConsoleSession console;
  private static Axe axe;

  @BeforeAll
  static void start() throws IOException {
    axe = new Axe();
    console = new ConsoleSession(Door.stack());
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, Overview",
    "/playground, Playground",
    "/pods, Pods",
    "/routing, Routing",
    "/models, Models",
    "/keys, Keys",
    "/quotas, Quotas",
    "/usage, Usage",
    "/audit, Audit"
  })
  void page_lightAndDark_hasNoBarrier(String path, String title) {
    for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      Page page = console.open(path, colours);
      assertThat(ConsoleSession.heading(page, title)).isVisible();
      assertThat(page.getByText("Loading")).hasCount(0);
      assertThat(axe.violations(page)).as("%s, %s", path, colours).isEmpty();
      page.context().close();
    }
  }

  @Test
  void login_lightAndDark_hasNoBarrier() {
    for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      Page page = console.open("/", colours);
      page.context().clearCookies();
      page.reload();
      assertThat(ConsoleSession.button(page, "Log in")).isVisible();
      assertThat(axe.violations(page)).as("login, %s", colours).isEmpty();
      page.context().close();
    }
  }

  /** The first stop skips the navigation; a dialog takes the focus and gives it back. */
  @Test
  void keyboard_alone_reachesThePageAndADialogAndComesBack() {
    Page page = console.open("/pods", ColorScheme.LIGHT);
    assertThat(page.getByRole(AriaRole.REGION).first()).isVisible();
    page.keyboard().press("Tab");
    assertThat(page.getByText("Skip to content")).isFocused();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    var drain = page.locator("button[aria-label^='Drain ']").first();
    assertThat(drain).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG, ConsoleSession.named("Drain pod"))).isVisible();
    assertThat(ConsoleSession.button(page, "Cancel")).isFocused();
    assertThat(axe.violations(page)).as("dialog").isEmpty();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(drain).isFocused();
    page.context().close();
  }
}
