package dev.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.access.Role;
import dev.sluice.admin.access.RoleTable;
import dev.sluice.contract.KeyHash;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Logging in, CSRF, guessing and roles, over HTTP. */
abstract class AccessTests {
  private static final String LOGIN = "/api/v1/session/login";

  private static final String EXPIRED = "sla-expired-0123456789";

  /** The running control plane. */
  abstract AdminUnderTest admin();

  @BeforeEach
  void forgetAttemptsOfOtherTests() {
    admin().clock().advance(Duration.ofMinutes(6));
  }

  @Test
  void login_rightPassword_opensSession() {
    Browser browser = admin().admin();
    browser
        .read("/api/v1/session")
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"username\":\"admin\",\"role\":\"admin\",\"mustChangePassword\":false}");
  }

  @Test
  void login_cookies_areStrictAndHidden() {
    Browser browser = admin().browser();
    browser
        .post(LOGIN, Map.of("username", "admin", "password", AdminUnderTest.PASSWORD))
        .expectCookie()
        .httpOnly("SLUICE_SESSION", true)
        .expectCookie()
        .sameSite("SLUICE_SESSION", "Strict")
        .expectCookie()
        .path("SLUICE_SESSION", "/");
  }

  @Test
  void login_unknownUserAndWrongPassword_getTheSameAnswer() {
    String wrong = refusal("admin", "not the password");
    assertThat(refusal("nobody", "not the password")).isEqualTo(wrong).contains("unauthenticated");
  }

  private String refusal(String username, String password) {
    return new String(
        admin()
            .browser()
            .post(LOGIN, Map.of("username", username, "password", password))
            .expectStatus()
            .isUnauthorized()
            .expectBody()
            .returnResult()
            .getResponseBody(),
        UTF_8);
  }

  @Test
  void login_tooManyWrongPasswords_refusedUntilTheWindowIsOver() {
    Browser browser = admin().browser();
    for (int i = 0; i < 5; i++) {
      refusal("admin", "guess " + i);
    }
    Map<String, String> right = Map.of("username", "admin", "password", AdminUnderTest.PASSWORD);
    browser
        .post(LOGIN, right)
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .exists("Retry-After")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("rate_limit_exceeded");
    admin().clock().advance(Duration.ofMinutes(6));
    browser.post(LOGIN, right).expectStatus().isOk();
  }

  @Test
  void session_afterItsLifetime_isOver() {
    Browser browser = admin().admin();
    admin().clock().advance(Duration.ofHours(13));
    browser.read("/api/v1/session").expectStatus().isUnauthorized();
  }

  @Test
  void logout_endsTheSessionOnTheServer() {
    Browser browser = admin().admin();
    browser.post("/api/v1/session/logout", null).expectStatus().isNoContent();
    browser.read("/api/v1/session").expectStatus().isUnauthorized();
  }

  @Test
  void change_withoutCsrfHeader_refused() {
    Browser browser = admin().admin();
    browser
        .request(HttpMethod.POST, "/api/v1/projects")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Map.of("name", "forged"))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("permission_denied");
    browser
        .request(HttpMethod.POST, "/api/v1/projects")
        .header("X-XSRF-TOKEN", "another token")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Map.of("name", "forged"))
        .exchange()
        .expectStatus()
        .isForbidden();
  }

  @Test
  void password_changed_endsOtherSessionsAndTheOldPassword() {
    user("changer", Role.VIEWER, "first password");
    Browser here = admin().browser().logIn("changer", "first password");
    Browser elsewhere = admin().browser().logIn("changer", "first password");
    here.post("/api/v1/session/password", change("wrong password", "second password"))
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.param")
        .isEqualTo("currentPassword");
    here.post("/api/v1/session/password", change("first password", "short"))
        .expectStatus()
        .isBadRequest();
    here.post("/api/v1/session/password", change("first password", "second password"))
        .expectStatus()
        .isOk();
    here.read("/api/v1/session").expectStatus().isOk();
    elsewhere.read("/api/v1/session").expectStatus().isUnauthorized();
    refusal("changer", "first password");
    admin().browser().logIn("changer", "second password");
  }

  private static Map<String, String> change(String current, String fresh) {
    return Map.of("currentPassword", current, "newPassword", fresh);
  }

  @Test
  void everyEndpoint_roleBelowItsOwn_refused() {
    user("viewer", Role.VIEWER, "viewer password");
    user("operator", Role.OPERATOR, "operator password");
    user("chief", Role.ADMIN, "chief password");
    user("left", Role.ADMIN, "left password");
    Browser nobody = admin().browser();
    Browser left = admin().browser().logIn("left", "left password");
    execute("UPDATE users SET disabled = TRUE WHERE username = 'left'");
    Map<String, Browser> callers = new LinkedHashMap<>();
    for (String name : new String[] {"viewer", "operator", "chief"}) {
      callers.put(name, admin().browser().logIn(name, name + " password"));
    }
    expiredToken();
    for (RoleTable.Rule rule : RoleTable.api()) {
      if (rule.least() != null) {
        assertThat(status(nobody, rule)).as("nobody %s", rule).isEqualTo(401);
        assertThat(isStream(rule) ? 401 : status(left, rule)).as("left %s", rule).isEqualTo(401);
        assertThat(expiredToken(rule)).as("expired token %s", rule).isEqualTo(401);
        callers.replaceAll((name, browser) -> check(name, browser, rule));
      }
    }
  }

  private void expiredToken() {
    admin()
        .bean(DatabaseClient.class)
        .sql(
            "INSERT INTO access_tokens (id, name, role, prefix, secret_hash, pepper_id, created_by,"
                + " created_at, expires_at, version) VALUES ('expired', 'expired', 'admin', 'sla-',"
                + " :hash, 'local', 'test', 0, 1, 0)")
        .bind("hash", KeyHash.of(AdminUnderTest.PEPPER, EXPIRED))
        .then()
        .block();
  }

  private Browser check(String name, Browser browser, RoleTable.Rule rule) {
    Role role = name.equals("chief") ? Role.ADMIN : Role.valueOf(name.toUpperCase(Locale.ROOT));
    int status = status(browser, rule);
    assertThat(status).as("%s %s", name, rule).isNotEqualTo(401);
    assertThat(status == 403).as("%s %s", name, rule).isEqualTo(role.compareTo(rule.least()) < 0);
    return again(browser, rule, name);
  }

  private static boolean isStream(RoleTable.Rule rule) {
    return rule.path().getPatternString().endsWith("/stream");
  }

  private int expiredToken(RoleTable.Rule rule) {
    return admin()
        .anonymous()
        .method(rule.method())
        .uri(rule.path().getPatternString().replaceAll("\\{[a-z]+}", "none"))
        .header("Authorization", "Bearer " + EXPIRED)
        .exchange()
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  /** Logs in again after the row that logs out. */
  private Browser again(Browser browser, RoleTable.Rule rule, String username) {
    return rule.path().getPatternString().endsWith("/logout")
        ? admin().browser().logIn(username, username + " password")
        : browser;
  }

  private static int status(Browser browser, RoleTable.Rule rule) {
    if (isStream(rule)) {
      // Endless once it is allowed: the overview itself has the same line.
      return browser.session() == null ? 401 : 200;
    }
    String path = rule.path().getPatternString().replaceAll("\\{[a-z]+}", "none");
    Object body = rule.method() == HttpMethod.GET ? null : Map.of();
    return browser
        .send(rule.method(), path, null, body)
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  @Test
  void firstPassword_untilItIsChanged_opensTheSessionOnly() {
    user("fresh", Role.ADMIN, "made up password");
    execute("UPDATE users SET must_change_password = TRUE WHERE username = 'fresh'");
    Browser fresh = admin().browser().logIn("fresh", "made up password");
    for (RoleTable.Rule rule : RoleTable.api()) {
      if (rule.least() != null && !rule.path().getPatternString().startsWith("/api/v1/session")) {
        assertPasswordIsFirst(fresh, rule.method(), rule.path().getPatternString());
      }
    }
    assertPasswordIsFirst(fresh, HttpMethod.GET, "/actuator/info");
    fresh.read("/api/v1/session").expectStatus().isOk();
    fresh
        .post("/api/v1/session/password", change("made up password", "my own password"))
        .expectStatus()
        .isOk();
    fresh.read("/api/v1/keys").expectStatus().isOk();
    assertThat(admin().browser().logIn("fresh", "my own password").session()).isNotNull();
  }

  private static void assertPasswordIsFirst(Browser browser, HttpMethod method, String path) {
    browser
        .send(
            method,
            path.replaceAll("\\{[a-z]+}", "none"),
            null,
            method == HttpMethod.GET ? null : Map.of())
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("password_change_required");
  }

  @Test
  void unknownEndpoint_notFoundForUsersAndClosedForOthers() {
    admin().admin().read("/api/v1/nothing").expectStatus().isNotFound();
    admin().anonymous().get().uri("/api/v1/nothing").exchange().expectStatus().isUnauthorized();
    admin()
        .anonymous()
        .get()
        .uri(base -> URI.create(base.build() + "/%61pi/v1/keys"))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void actuator_healthIsOpenAndTheRestNeedsLogin() {
    for (String path : new String[] {"", "/liveness", "/readiness"}) {
      admin().anonymous().get().uri("/actuator/health" + path).exchange().expectStatus().isOk();
    }
    admin().anonymous().get().uri("/actuator/info").exchange().expectStatus().isUnauthorized();
    admin().admin().read("/actuator/info").expectStatus().isOk();
  }

  /**
   * An answer that comes from the database is written by another thread than the connection's own,
   * so the next request may arrive before the server is done with the last one and has to wait in
   * line. Reactor Netty before 1.3.8 stopped reading when such a request was answered at once.
   */
  @Test
  void connection_requestWaitedBehindDatabaseAnswer_readsTheNextOne() throws IOException {
    try (KeptConnection connection = new KeptConnection(admin().port())) {
      for (int i = 0; i < 20; i++) {
        connection.get("/actuator/health/readiness", "/api/v1/session");
        assertThat(connection.status()).isEqualTo(200);
        assertThat(connection.status()).isEqualTo(401);
      }
    }
  }

  @Test
  void internalEndpoint_wantsTheSignedContextAndNoSession() {
    admin().admin().read("/internal/v1/snapshot").expectStatus().isUnauthorized();
    assertThat(admin().snapshot().revision()).isPositive();
  }

  @Test
  void everyAnswer_hasSecurityHeaders() {
    admin()
        .anonymous()
        .get()
        .uri("/api/v1/session")
        .exchange()
        .expectHeader()
        .value(
            "Content-Security-Policy", policy -> assertThat(policy).contains("default-src 'self'"))
        .expectHeader()
        .valueEquals("X-Frame-Options", "DENY")
        .expectHeader()
        .valueEquals("X-Content-Type-Options", "nosniff");
  }

  private void execute(String sql) {
    admin().bean(DatabaseClient.class).sql(sql).then().block();
  }

  private void user(String username, Role role, String password) {
    admin()
        .bean(DatabaseClient.class)
        .sql(
            "INSERT INTO users (id, username, password_hash, role, must_change_password,"
                + " created_at, version) VALUES (:id, :name, :hash, :role, FALSE, 0, 0)")
        .bind("id", UUID.randomUUID().toString())
        .bind("name", username)
        .bind("hash", new BCryptPasswordEncoder(4).encode(password))
        .bind("role", role.wire())
        .then()
        .block();
  }
}
