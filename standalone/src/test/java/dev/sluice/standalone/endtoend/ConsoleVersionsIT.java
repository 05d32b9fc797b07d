package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.standalone.stack.SharedStack;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Versions that pods load, from the form to their end, in a real browser. */
class ConsoleVersionsIT {
  private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);
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

  @Test
  void version_registeredWithASource_isLoadedOnceValidated_andGoesWhenArchived() throws Exception {
    String name = SharedStack.MODEL + ":console";
    Page page = console.open("/models", ColorScheme.LIGHT);
    ConsoleSession.button(page, "Register version").click();
    page.getByLabel("Served model", EXACTLY).first().fill(name);
    page.getByText("Path", new Page.GetByTextOptions().setExact(true)).click();
    ConsoleSession.button(page, "Register").click();
    assertThat(page.getByText("Enter the path of a file or folder")).isVisible();
    page.getByLabel("Path", EXACTLY).last().fill("mistyped.gguf");
    page.getByLabel("Rope scaling", EXACTLY).fill("linear:x");
    ConsoleSession.button(page, "Register").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("'linear:x'");
    page.getByLabel("Rope scaling", EXACTLY).fill("linear:2");
    assertThat(axe.violations(page)).as("dialog").isEmpty();
    ConsoleSession.pictures(page, "version-dialog");
    ConsoleSession.button(page, "Register").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);

    ConsoleSession.button(page, "Load plan of " + name).click();
    assertThat(page.getByLabel("Path", EXACTLY).last()).hasValue("mistyped.gguf");
    assertThat(page.getByLabel("Rope scaling", EXACTLY)).hasValue("linear:2");
    page.getByLabel("Path", EXACTLY).last().fill("stories260k.gguf");
    assertThat(axe.violations(page)).as("load plan").isEmpty();
    ConsoleSession.pictures(page, "load-plan");
    ConsoleSession.button(page, "Save").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);

    move(page, "Validate", name);
    assertThat(ConsoleSession.button(page, "Load plan of " + name)).hasCount(0);
    Locator loads = ConsoleSession.table(page, "Loads");
    assertThat(loads.getByText("ready", exact())).hasCount(2);
    assertThat(loads).containsText("linear:2");
    assertThat(loads).containsText("context 1024");
    assertThat(axe.violations(page)).as("loads").isEmpty();
    ConsoleSession.pictures(page, "version-loads");
    ConsoleSession.button(page, "Stage " + name).click();
    page.getByLabel("Validation results").fill("answers as the engine does");
    ConsoleSession.button(page, "Stage").click();
    assertThat(Door.post("/v1/completions", completion(name)).statusCode()).isEqualTo(200);

    move(page, "Archive", name);
    assertThat(loads).hasCount(0);
    page.context().close();
  }

  @Test
  void version_thatFails_showsItsReason_andIsTriedAgain() {
    String name = SharedStack.MODEL + ":absent";
    Page page = console.open("/models", ColorScheme.DARK);
    ConsoleSession.button(page, "Register version").click();
    page.getByLabel("Served model", EXACTLY).first().fill(name);
    page.getByText("Path", new Page.GetByTextOptions().setExact(true)).click();
    page.getByLabel("Path", EXACTLY).last().fill("absent.gguf");
    ConsoleSession.button(page, "Register").click();
    move(page, "Validate", name);
    Locator loads = ConsoleSession.table(page, "Loads");
    assertThat(loads).containsText("there is no 'absent.gguf'");
    assertThat(loads.getByText("failed", exact())).hasCount(2);
    assertThat(axe.violations(page)).as("failed loads").isEmpty();
    ConsoleSession.pictures(page, "version-load-failed");
    ConsoleSession.button(page, "Try again: " + name).click();
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    move(page, "Send back", name);
    assertThat(loads).hasCount(0);
    ConsoleSession.button(page, "History of " + name).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("there is no 'absent.gguf'");
    page.context().close();
  }

  private static void move(Page page, String action, String name) {
    ConsoleSession.button(page, action + " " + name).click();
    page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, in(action)).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
  }

  private static Locator.GetByRoleOptions in(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Locator.GetByTextOptions exact() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static String completion(String model) {
    return "{\"model\":\"%s\",\"max_tokens\":2,\"prompt\":\"A\"}".formatted(model);
  }
}
