package dev.sluice.standalone.endtoend;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks for barriers with axe-core, which the web build installs: the rules of WCAG 2.1 A and AA
 * and axe's own best practices. The page's context has to bypass the content policy, which keeps
 * foreign scripts out.
 */
final class Axe {
  private static final Path SCRIPT =
      Path.of("..", "admin-ui", "web", "node_modules", "axe-core", "axe.min.js");

  /** One line per violation: rule, what it says, and where. */
  private static final String RUN =
      """
      async () => {
        const { violations } = await axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
          resultTypes: ["violations"],
        });
        return violations.flatMap(({ id, help, nodes }) =>
          nodes.map((node) => `${id} (${help}): ${node.target.join(" ")} ${node.failureSummary}`));
      }
      """;

  private static final int ATTEMPTS = 8;
  private static final int PAUSE_MILLIS = 250;

  private final String script;

  Axe() throws IOException {
    if (!Files.exists(SCRIPT)) {
      throw new AssertionError(
          "%s is missing: build the web console first, without -Dskip.web".formatted(SCRIPT));
    }
    this.script = Files.readString(SCRIPT);
  }

  /**
   * What stays wrong once the page has settled: a button that is being enabled is seen half way
   * between its two looks.
   */
  List<String> violations(Page page) {
    page.evaluate(script);
    List<String> found = run(page);
    for (int i = 0; i < ATTEMPTS && !found.isEmpty(); i++) {
      page.waitForTimeout(PAUSE_MILLIS);
      found = run(page);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static List<String> run(Page page) {
    return (List<String>) page.evaluate(RUN);
  }
}
