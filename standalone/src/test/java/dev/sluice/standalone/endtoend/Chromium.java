package dev.sluice.standalone.endtoend;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The machine's own browser; nothing is downloaded. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * Starts it without a window.
   *
   * @throws AssertionError when PATH has none, saying what to install
   */
  static Chromium start() {
    Path executable = find(System.getenv("PATH"));
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    LaunchOptions options =
        new LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS).setHeadless(true);
    try {
      return new Chromium(playwright, playwright.chromium().launch(options));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  Browser browser() {
    return browser;
  }

  static Path find(String searchPath) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(Optional.ofNullable(searchPath).orElse(""))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "The console's tests need a browser, and PATH has none of %s: install the package chromium (Debian, Fedora, Alpine), chromium-browser (Ubuntu) or Google Chrome."
                        .formatted(String.join(", ", NAMES))));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
