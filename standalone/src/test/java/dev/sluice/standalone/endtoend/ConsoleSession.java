package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.sluice.standalone.stack.SharedStack;
import java.nio.file.Path;

/** A browser in which the administrator is logged in, and the words tests speak to it with. */
final class ConsoleSession implements AutoCloseable {
  private static final Path PICTURES = Path.of("target", "screenshots");

  /** A cold JVM hashes the password on a busy machine; traffic is reported every few seconds. */
  private static final double ASSERTION_MILLIS = 15_000;

  private final Chromium chromium = Chromium.start();
  private final SharedStack stack;
  private final String state;

  ConsoleSession(SharedStack stack) {
    PlaywrightAssertions.setDefaultAssertionTimeout(ASSERTION_MILLIS);
    this.stack = stack;
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = context.newPage();
      page.navigate(stack.admin());
      page.getByLabel("User name").fill("admin");
      page.getByLabel("Password").first().fill(stack.adminPassword());
      button(page, "Log in").click();
      assertThat(heading(page, "Overview")).isVisible();
      this.state = context.storageState();
    }
  }

  /** A new window on a page of the console; closing its context closes it. */
  Page open(String path, ColorScheme colours) {
    Page page =
        chromium
            .browser()
            .newContext(
                new NewContextOptions()
                    .setStorageState(state)
                    .setViewportSize(1280, 860)
                    .setColorScheme(colours)
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setBypassCSP(true))
            .newPage();
    page.navigate(stack.admin() + path);
    return page;
  }

  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  static Locator heading(Page page, String name) {
    return page.getByRole(AriaRole.HEADING, named(name).setLevel(1));
  }

  static Locator table(Page page, String name) {
    return page.getByRole(AriaRole.TABLE, named(name));
  }

  static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name).setExact(true);
  }

  /** For people: kept as an artifact, light and dark. */
  static void pictures(Page page, String name) {
    picture(page, name);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, name + "-dark");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  @Override
  public void close() {
    chromium.close();
  }
}
