package dev.sluice.standalone.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sluice.standalone.endtoend.ConsoleSession.button;
import static dev.sluice.standalone.endtoend.ConsoleSession.heading;
import static dev.sluice.standalone.endtoend.ConsoleSession.named;
import static dev.sluice.standalone.endtoend.ConsoleSession.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about people: users with their tokens, and organisations with their projects. */
class ConsolePeopleIT {
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
  @CsvSource({"/users, Users", "/organisations, Organisations"})
  void page_lightAndDark_hasNoBarrier(String path, String title) {
    for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      Page page = open(path, title, colours);
      assertThat(axe.violations(page)).as("%s, %s", path, colours).isEmpty();
      page.context().close();
    }
  }

  @Test
  void user_madeChangedAndDeleted_isSoInTheTable() {
    Page page = open("/users", "Users", ColorScheme.LIGHT);
    button(page, "Create user").click();
    page.getByLabel("User name").fill("ann");
    barriers(page, "create user");
    button(page, "Create").click();
    secret(page, "Password of ann");
    assertThat(table(page, "Users")).containsText("first password");
    action(page, "Edit");
    Locator mayLogIn = page.getByRole(AriaRole.SWITCH, named("May log in").setExact(false));
    mayLogIn.press("Space");
    barriers(page, "edit user");
    button(page, "Save").click();
    assertThat(table(page, "Users")).containsText("disabled");
    action(page, "Reset password");
    dialogButton(page, "Reset password").click();
    secret(page, "Password of ann");
    ConsoleSession.pictures(page, "users");
    action(page, "Delete");
    barriers(page, "delete user");
    dialogButton(page, "Delete").click();
    assertThat(table(page, "Users")).not().containsText("ann");
    page.context().close();
  }

  @Test
  void token_madeAndRevoked_isSoInTheTable() {
    Page page = open("/users", "Users", ColorScheme.LIGHT);
    button(page, "Create token").click();
    nameField(page).fill("pipeline");
    barriers(page, "create token");
    button(page, "Create").click();
    secret(page, "Token pipeline");
    assertThat(table(page, "Tokens")).containsText("active");
    barriers(page, "tokens");
    button(page, "Revoke pipeline").click();
    dialogButton(page, "Revoke").click();
    assertThat(table(page, "Tokens")).containsText("revoked");
    page.context().close();
  }

  @Test
  void organisation_madeWithAProjectThatMoves_isSoOnThePage() {
    Page page = open("/organisations", "Organisations", ColorScheme.LIGHT);
    button(page, "Create organisation").click();
    nameField(page).fill("Research");
    barriers(page, "create organisation");
    button(page, "Create").click();
    Locator research = page.getByRole(AriaRole.REGION, named("Research"));
    assertThat(research).containsText("No project yet");
    button(page, "Create project in Research").click();
    nameField(page).fill("papers");
    barriers(page, "create project");
    button(page, "Create").click();
    assertThat(table(page, "Projects of Research")).containsText("papers");
    ConsoleSession.pictures(page, "organisations");
    button(page, "Edit project papers").click();
    page.getByRole(AriaRole.COMBOBOX, named("Organisation")).click();
    page.getByRole(AriaRole.OPTION).filter(withoutResearch()).first().click();
    button(page, "Save").click();
    assertThat(research).containsText("No project yet");
    button(page, "Rename organisation Research").click();
    nameField(page).fill("Science");
    button(page, "Rename").click();
    assertThat(page.getByRole(AriaRole.REGION, named("Science"))).isVisible();
    assertThat(research).hasCount(0);
    page.context().close();
  }

  private static Locator.FilterOptions withoutResearch() {
    return new Locator.FilterOptions().setHasNotText("Research");
  }

  private static Page open(String path, String title, ColorScheme colours) {
    Page page = console.open(path, colours);
    assertThat(heading(page, title)).isVisible();
    assertThat(page.getByText("Loading")).hasCount(0);
    return page;
  }

  private static Locator nameField(Page page) {
    return page.getByRole(AriaRole.TEXTBOX, named("Name"));
  }

  private static void barriers(Page page, String where) {
    assertThat(axe.violations(page)).as(where).isEmpty();
  }

  /** Seen once, and gone with its dialog. */
  private static void secret(Page page, String title) {
    assertThat(page.getByRole(AriaRole.DIALOG, named(title))).isVisible();
    barriers(page, title);
    String secret = page.getByTestId("secret").textContent().strip();
    assertThat(secret).hasSizeGreaterThan(15);
    button(page, "I have copied it").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    assertThat(page.content()).doesNotContain(secret);
  }

  private static void action(Page page, String name) {
    button(page, "Actions for ann").click();
    page.getByRole(AriaRole.MENUITEM, named(name)).click();
  }

  private static Locator dialogButton(Page page, String name) {
    return page.getByRole(AriaRole.DIALOG)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(false));
  }
}
