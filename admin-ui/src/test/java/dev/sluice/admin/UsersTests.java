package dev.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Users, tokens of the interface and the audit of both, over HTTP. */
abstract class UsersTests {
  private static final String USERS = "/api/v1/users";
  private static final String TOKENS = "/api/v1/tokens";

  /** The running control plane. */
  abstract AdminUnderTest admin();

  @BeforeEach
  void forgetAttemptsOfOtherTests() {
    admin().clock().advance(Duration.ofMinutes(6));
  }

  private static JsonNode json(WebTestClient.ResponseSpec answer) {
    byte[] body = answer.expectBody().returnResult().getResponseBody();
    return JsonMapper.shared().readTree(body == null ? "null" : new String(body, UTF_8));
  }

  private JsonNode create(Browser admin, String username, String role) {
    return json(
        admin
            .post(USERS, Map.of("username", username, "role", role))
            .expectStatus()
            .isCreated()
            .expectHeader()
            .exists("ETag"));
  }

  private static String tag(JsonNode user) {
    return "\"" + user.get("version").asLong() + "\"";
  }

  @Test
  void create_user_logsInWithItsPasswordAndMustChangeIt() {
    JsonNode made = create(admin().admin(), "newcomer", "operator");
    Browser newcomer = admin().browser().logIn("newcomer", made.get("password").asString());
    newcomer
        .read("/api/v1/session")
        .expectBody()
        .json("{\"username\":\"newcomer\",\"role\":\"operator\",\"mustChangePassword\":true}");
    newcomer.read("/api/v1/keys").expectStatus().isForbidden();
  }

  @Test
  void create_nameThatIsTakenOrImpossible_refused() {
    Browser admin = admin().admin();
    create(admin, "twice", "viewer");
    admin.post(USERS, Map.of("username", "twice", "role", "viewer")).expectStatus().isEqualTo(409);
    for (String name : List.of("", "system", "token:ci", "a b", "x".repeat(101))) {
      admin.post(USERS, Map.of("username", name, "role", "viewer")).expectStatus().isBadRequest();
    }
    admin.post(USERS, Map.of("username", "ok", "role", "root")).expectStatus().isBadRequest();
    admin.post(USERS, Map.of("username", "ok")).expectStatus().isBadRequest();
  }

  @Test
  void update_role_isTheSessionsNextRequest() {
    Browser admin = admin().admin();
    JsonNode made = create(admin, "rising", "viewer");
    Browser rising = changed("rising", made.get("password").asString());
    rising.read("/api/v1/audit").expectStatus().isForbidden();
    JsonNode user = find(admin, "rising");
    String path = USERS + "/" + user.get("id").asString();
    admin.put(path, null, Map.of("role", "admin")).expectStatus().isBadRequest();
    admin.put(path, "\"77\"", Map.of("role", "admin")).expectStatus().isEqualTo(412);
    admin.put(path, tag(user), Map.of("role", "admin")).expectStatus().isOk();
    rising.read("/api/v1/audit").expectStatus().isOk();
  }

  private Browser changed(String username, String password) {
    Browser browser = admin().browser().logIn(username, password);
    browser
        .post(
            "/api/v1/session/password",
            Map.of("currentPassword", password, "newPassword", username + " own password"))
        .expectStatus()
        .isOk();
    return browser;
  }

  private JsonNode find(Browser admin, String username) {
    for (JsonNode user : json(admin.read(USERS + "?limit=200")).get("items")) {
      if (user.get("username").asString().equals(username)) {
        return user;
      }
    }
    throw new AssertionError("no user " + username);
  }

  @Test
  void disable_user_endsSessionsAndRefusesLoginsLikeAWrongPassword() {
    Browser admin = admin().admin();
    Browser leaver =
        changed("leaver", create(admin, "leaver", "operator").get("password").asString());
    JsonNode user = find(admin, "leaver");
    String path = USERS + "/" + user.get("id").asString();
    admin.put(path, tag(user), Map.of("disabled", true)).expectStatus().isOk();
    leaver.read("/api/v1/session").expectStatus().isUnauthorized();
    Map<String, String> login = Map.of("username", "leaver", "password", "leaver own password");
    JsonNode refusal =
        json(
            admin().browser().post("/api/v1/session/login", login).expectStatus().isUnauthorized());
    assertThat(refusal.get("message").asString())
        .isEqualTo("the user name or the password is wrong");
    admin.put(path, tag(find(admin, "leaver")), Map.of("disabled", false)).expectStatus().isOk();
    admin().browser().logIn("leaver", "leaver own password");
  }

  @Test
  void resetPassword_endsSessionsAndForcesAChange() {
    Browser admin = admin().admin();
    Browser forgetful =
        changed("forgetful", create(admin, "forgetful", "viewer").get("password").asString());
    String path = USERS + "/" + find(admin, "forgetful").get("id").asString() + "/reset-password";
    String fresh = json(admin.post(path, null).expectStatus().isOk()).get("password").asString();
    forgetful.read("/api/v1/session").expectStatus().isUnauthorized();
    Browser again = admin().browser().logIn("forgetful", fresh);
    again.read("/api/v1/keys").expectStatus().isForbidden();
  }

  @Test
  void lastAdministrator_staysOne() {
    Browser admin = admin().admin();
    execute("UPDATE users SET role = 'viewer' WHERE username <> 'admin'");
    JsonNode last = find(admin, "admin");
    String path = USERS + "/" + last.get("id").asString();
    admin.put(path, tag(last), Map.of("role", "viewer")).expectStatus().isEqualTo(409);
    admin.put(path, tag(last), Map.of("disabled", true)).expectStatus().isEqualTo(409);
    admin.send(HttpMethod.DELETE, path, tag(last), null).expectStatus().isEqualTo(409);
    admin.read("/api/v1/session").expectStatus().isOk();
  }

  @Test
  void lastTwoAdministrators_takenAtTheSameTime_oneStays() {
    Browser admin = admin().admin();
    execute("UPDATE users SET role = 'viewer' WHERE username <> 'admin'");
    create(admin, "second", "admin");
    List<CompletableFuture<Integer>> both =
        List.of(find(admin, "admin"), find(admin, "second")).stream()
            .map(user -> CompletableFuture.supplyAsync(() -> demote(admin, user)))
            .toList();
    assertThat(both.stream().map(CompletableFuture::join).filter(status -> status == 200))
        .hasSizeLessThanOrEqualTo(1);
    execute("UPDATE users SET role = 'admin' WHERE username = 'admin'");
    execute("DELETE FROM users WHERE username = 'second'");
  }

  private static int demote(Browser admin, JsonNode user) {
    return admin
        .put(USERS + "/" + user.get("id").asString(), tag(user), Map.of("role", "viewer"))
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  @Test
  void delete_user_endsSessionsAndLeavesTheAudit() {
    Browser admin = admin().admin();
    String password = create(admin, "gone", "viewer").get("password").asString();
    Browser gone = changed("gone", password);
    JsonNode user = find(admin, "gone");
    String path = USERS + "/" + user.get("id").asString();
    admin.send(HttpMethod.DELETE, path, tag(user), null).expectStatus().isNoContent();
    gone.read("/api/v1/session").expectStatus().isUnauthorized();
    JsonNode entry =
        json(admin.read("/api/v1/audit?action=user.delete&subject=" + user.get("id").asString()))
            .get("items")
            .get(0);
    assertThat(entry.get("before").get("username").asString()).isEqualTo("gone");
    assertThat(entry.get("after").isNull()).isTrue();
  }

  @Test
  void users_pageByPage_eachOnce() {
    Browser admin = admin().admin();
    for (int i = 0; i < 3; i++) {
      create(admin, "paged" + i, "viewer");
    }
    JsonNode first = json(admin.read(USERS + "?limit=2"));
    JsonNode second =
        json(admin.read(USERS + "?limit=2&cursor=" + first.get("nextCursor").asString()));
    assertThat(first.get("items")).hasSize(2);
    assertThat(second.get("items").get(0).get("id"))
        .isNotIn(first.get("items").get(0).get("id"), first.get("items").get(1).get("id"));
  }

  private JsonNode token(String name, String role, Instant end) {
    Map<String, Object> body =
        end == null
            ? Map.of("name", name, "role", role)
            : Map.of("name", name, "role", role, "expiresAt", end.toString());
    return json(admin().admin().post(TOKENS, body).expectStatus().isCreated());
  }

  private WebTestClient bearer(String secret) {
    return admin().anonymous().mutate().defaultHeader("Authorization", "Bearer " + secret).build();
  }

  @Test
  void token_changesWithoutCsrf_asItsRoleAllows() {
    String secret = token("ci", "operator", null).get("secret").asString();
    assertThat(secret).startsWith("sla-");
    bearer(secret)
        .post()
        .uri("/api/v1/projects")
        .bodyValue(Map.of("name", "by a token"))
        .exchange()
        .expectStatus()
        .isCreated();
    bearer(secret).get().uri(USERS).exchange().expectStatus().isForbidden();
    JsonNode entry =
        json(admin().admin().read("/api/v1/audit?actor=token:ci&action=project."))
            .get("items")
            .get(0);
    assertThat(entry.get("action").asString()).isEqualTo("project.create");
  }

  @Test
  void token_expiredRevokedOrWrong_opensNothingEvenBesideACookie() {
    JsonNode revoked = token("revoked", "admin", null);
    JsonNode expired = token("expired", "admin", admin().clock().instant().plusSeconds(60));
    Browser admin = admin().admin();
    admin
        .post(TOKENS + "/" + revoked.get("token").get("id").asString() + "/revoke", null)
        .expectStatus()
        .isOk();
    admin().clock().advance(Duration.ofMinutes(2));
    for (String secret :
        List.of(
            revoked.get("secret").asString(), expired.get("secret").asString(), "sla-x", "x", "")) {
      bearer(secret)
          .get()
          .uri("/api/v1/session")
          .cookie("SLUICE_SESSION", admin.session())
          .exchange()
          .expectStatus()
          .isUnauthorized();
    }
  }

  @Test
  void token_hasNoSessionToEndAndNoPassword() {
    WebTestClient bearer = bearer(token("sessionless", "admin", null).get("secret").asString());
    bearer.get().uri("/api/v1/session").exchange().expectStatus().isOk();
    bearer.post().uri("/api/v1/session/logout").exchange().expectStatus().isForbidden();
    bearer
        .post()
        .uri("/api/v1/session/password")
        .bodyValue(Map.of("currentPassword", "x", "newPassword", "long enough password"))
        .exchange()
        .expectStatus()
        .isForbidden();
  }

  @Test
  void tokens_list_showsUseAndNoSecret() {
    JsonNode made = token("listed", "viewer", null);
    bearer(made.get("secret").asString())
        .get()
        .uri("/api/v1/keys")
        .exchange()
        .expectStatus()
        .isOk();
    JsonNode list = json(admin().admin().read(TOKENS));
    assertThat(list.toString())
        .doesNotContain(made.get("secret").asString())
        .doesNotContain("hash");
    JsonNode first = list.get("items").get(0);
    assertThat(first.get("name").asString()).isEqualTo("listed");
    assertThat(first.get("lastUsedAt").isNull()).isFalse();
    assertThat(first.get("prefix").asString()).hasSize(10);
  }

  @Test
  void login_withSessionPlantedBefore_getsAnotherAndEndsThatOne() {
    Browser before = admin().admin();
    String planted = before.session();
    Browser after = before.logIn("admin", AdminUnderTest.PASSWORD);
    assertThat(after.session()).isNotEqualTo(planted);
    admin()
        .anonymous()
        .get()
        .uri("/api/v1/session")
        .cookie("SLUICE_SESSION", planted)
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void cookies_behindProxyWithTls_areSecure() {
    admin()
        .anonymous()
        .get()
        .uri("/api/v1/session/sign-in")
        .header("X-Forwarded-Proto", "https")
        .exchange()
        .expectCookie()
        .secure("XSRF-TOKEN", true);
    admin()
        .anonymous()
        .get()
        .uri("/api/v1/session/sign-in")
        .exchange()
        .expectCookie()
        .secure("XSRF-TOKEN", false);
  }

  @Test
  void auditCsv_hasTheFilteredEntries() {
    Browser admin = admin().admin();
    create(admin, "+formula", "viewer");
    String csv =
        new String(
            admin
                .read("/api/v1/audit.csv?action=user.create")
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody(),
            UTF_8);
    assertThat(csv).startsWith("id,at,actor,action,subject,before,after\r\n").contains("+formula");
    assertThat(csv.lines().skip(1)).allMatch(line -> line.contains(",user.create,"));
    admin.read("/api/v1/audit?from=yesterday").expectStatus().isBadRequest();
    assertThat(json(admin.read("/api/v1/audit?to=2000-01-01T00:00:00Z")).get("items")).isEmpty();
  }

  /** Every secret that is made here, looked for in all that is kept or answered. */
  @Test
  void secrets_areInNoAuditAnswerOrTable() {
    Browser admin = admin().admin();
    String password = create(admin, "canary", "viewer").get("password").asString();
    changed("canary", password);
    String token = token("canary", "viewer", null).get("secret").asString();
    String wrong = "canary-wrong-password-in-an-error";
    JsonNode refusal =
        json(
            admin()
                .browser()
                .post("/api/v1/session/login", Map.of("username", "canary", "password", wrong)));
    String audit = json(admin.read("/api/v1/audit?limit=200")).toString();
    String everything =
        audit
            + refusal
            + json(admin.read(USERS + "?limit=200"))
            + json(admin.read(TOKENS))
            + admin()
                .bean(DatabaseClient.class)
                .sql("SELECT * FROM audit_entries")
                .fetch()
                .all()
                .collectList()
                .block();
    assertThat(everything)
        .doesNotContain(password, token, wrong, "canary own password", AdminUnderTest.PASSWORD)
        .doesNotContain(AdminUnderTest.PEPPER, AdminUnderTest.INTERNAL_SECRET, "$2a$");
  }

  private void execute(String sql) {
    admin().bean(DatabaseClient.class).sql(sql).then().block();
  }
}
