package dev.sluice.admin.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.oidc.FakeProvider.Signature;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.ResponseCookie;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** Logging in at a provider and its bearer tokens, with real signatures. */
class OidcTest {
  private static final String START = "/oauth2/authorization/oidc";

  @TempDir static Path data;
  private static FakeProvider provider;
  private static AdminUnderTest admin;

  /** A login that has begun: the cookie of its browser and where the provider sends it back to. */
  private record Begun(String cookie, URI back) {}

  @BeforeAll
  static void start() {
    provider = new FakeProvider();
    admin = AdminUnderTest.start(data, settings(provider.issuer()));
  }

  private static Map<String, String> settings(String issuer) {
    Map<String, String> settings = new HashMap<>();
    settings.put("sluice.admin.oidc.issuer", issuer);
    settings.put("sluice.admin.oidc.client-id", FakeProvider.CLIENT);
    settings.put("sluice.admin.oidc.client-secret", FakeProvider.CLIENT_SECRET);
    settings.put("sluice.admin.oidc.label", "Company account");
    settings.put("sluice.admin.oidc.audience", FakeProvider.AUDIENCE);
    settings.put("sluice.admin.oidc.operators", "operators");
    settings.put("sluice.admin.oidc.admins", "admins");
    return settings;
  }

  @AfterAll
  static void stop() {
    admin.close();
    provider.close();
  }

  @BeforeEach
  void honest() {
    provider.says(Map.of(), Signature.RIGHT);
  }

  private static EntityExchangeResult<byte[]> get(URI uri, String cookie, String value) {
    return admin
        .anonymous()
        .get()
        .uri(uri)
        .cookies(cookies -> cookies.set(cookie, value))
        .exchange()
        .expectBody()
        .returnResult();
  }

  private static Begun begin() {
    EntityExchangeResult<byte[]> first = get(URI.create(admin.url() + START), "none", "");
    assertThat(first.getStatus().value()).isEqualTo(302);
    URI authorize = first.getResponseHeaders().getLocation();
    assertThat(authorize.getQuery())
        .contains("response_type=code", "code_challenge_method=S256", "nonce=", "state=");
    ResponseCookie cookie = first.getResponseCookies().getFirst("SLUICE_LOGIN");
    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(cookie.getSameSite()).isEqualTo("Lax");
    URI back = get(authorize, "none", "").getResponseHeaders().getLocation();
    return new Begun(cookie.getValue(), back);
  }

  private static EntityExchangeResult<byte[]> end(Begun login) {
    return get(login.back(), "SLUICE_LOGIN", login.cookie());
  }

  private static String session(EntityExchangeResult<?> result) {
    ResponseCookie cookie = result.getResponseCookies().getFirst("SLUICE_SESSION");
    return cookie == null ? null : cookie.getValue();
  }

  private static String who(String session) {
    return new String(
        get(URI.create(admin.url() + "/api/v1/session"), "SLUICE_SESSION", session)
            .getResponseBody(),
        UTF_8);
  }

  @Test
  void signIn_withProvider_namesItsButton() {
    admin
        .anonymous()
        .get()
        .uri("/api/v1/session/sign-in")
        .exchange()
        .expectBody()
        .json("{\"provider\":{\"label\":\"Company account\",\"path\":\"" + START + "\"}}");
  }

  @Test
  void login_rightToken_opensSessionWithTheRoleOfTheGroups() {
    EntityExchangeResult<byte[]> result = end(begin());
    assertThat(result.getResponseHeaders().getLocation()).hasToString("/");
    assertThat(who(session(result))).contains("\"username\":\"jane\"", "\"role\":\"operator\"");
    provider.says(Map.of("groups", List.of("admins")), Signature.RIGHT);
    assertThat(who(session(end(begin())))).contains("\"role\":\"admin\"");
  }

  @Test
  void login_nameOfALocalUser_isAnotherUser() {
    provider.says(Map.of("sub", "impostor", "preferred_username", "admin"), Signature.RIGHT);
    assertThat(who(session(end(begin()))))
        .contains("\"username\":\"admin (")
        .contains("\"role\":\"operator\"");
  }

  @Test
  void login_wrongTokens_refused() {
    Date past = Date.from(Instant.now().minusSeconds(3600));
    assertRefused(Map.of("iss", "http://another.issuer"), Signature.RIGHT);
    assertRefused(Map.of("aud", List.of("another-client")), Signature.RIGHT);
    assertRefused(Map.of("exp", past), Signature.RIGHT);
    assertRefused(Map.of("nonce", "another"), Signature.RIGHT);
    assertRefused(Map.of("groups", List.of("strangers")), Signature.RIGHT);
    assertRefused(Map.of(), Signature.OTHER_KEY);
    assertRefused(Map.of(), Signature.PUBLIC_KEY_AS_HMAC);
    assertRefused(Map.of(), Signature.NONE);
  }

  private static void assertRefused(Map<String, Object> claims, Signature signature) {
    provider.says(claims, signature);
    EntityExchangeResult<byte[]> result = end(begin());
    assertThat(session(result)).as("%s %s", claims, signature).isNull();
    assertThat(result.getResponseHeaders().getLocation().toString())
        .startsWith("/?sign-in-failed=");
  }

  @Test
  void callback_ofAnotherBrowserOrState_opensNothing() {
    Begun login = begin();
    assertThat(session(end(new Begun("", login.back())))).isNull();
    assertThat(session(end(new Begun(begin().cookie(), login.back())))).isNull();
    assertThat(session(end(new Begun(login.cookie() + "A", login.back())))).isNull();
    URI forged = URI.create(login.back().toString().replaceAll("state=[^&]*", "state=forged"));
    assertThat(session(end(new Begun(login.cookie(), forged)))).isNull();
    assertThat(session(end(login))).isNotNull();
  }

  @Test
  void callback_afterTenMinutes_opensNothing() {
    Begun login = begin();
    admin.clock().advance(Duration.ofMinutes(11));
    assertThat(session(end(login))).isNull();
  }

  @Test
  void disabledUser_getsNeitherSessionNorBearer() {
    provider.says(Map.of("sub", "leaver", "preferred_username", "leaver"), Signature.RIGHT);
    assertThat(session(end(begin()))).isNotNull();
    execute("UPDATE users SET disabled = TRUE WHERE subject = 'leaver'");
    assertThat(session(end(begin()))).isNull();
    assertThat(bearer(provider.token(FakeProvider.AUDIENCE, Map.of()))).isEqualTo(401);
  }

  @Test
  void bearer_rightToken_callsAsItsRole() {
    assertThat(bearer(provider.token(FakeProvider.AUDIENCE, Map.of()))).isEqualTo(200);
  }

  @Test
  void bearer_wrongTokens_refused() {
    assertThat(bearer(provider.token(FakeProvider.CLIENT, Map.of()))).isEqualTo(401);
    Date past = Date.from(Instant.now().minusSeconds(3600));
    assertThat(bearer(provider.token(FakeProvider.AUDIENCE, Map.of("exp", past)))).isEqualTo(401);
    assertThat(bearer(provider.token(FakeProvider.AUDIENCE, Map.of("iss", "http://another"))))
        .isEqualTo(401);
    for (Signature wrong :
        List.of(Signature.OTHER_KEY, Signature.PUBLIC_KEY_AS_HMAC, Signature.NONE)) {
      provider.says(Map.of(), wrong);
      assertThat(bearer(provider.token(FakeProvider.AUDIENCE, Map.of())))
          .as("%s", wrong)
          .isEqualTo(401);
    }
    assertThat(bearer("not.a.token")).isEqualTo(401);
  }

  private static int bearer(String token) {
    return admin
        .anonymous()
        .get()
        .uri("/api/v1/keys")
        .header("Authorization", "Bearer " + token)
        .exchange()
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  @Test
  void providersSecrets_areInNoAudit() {
    end(begin());
    String audit =
        admin
            .bean(DatabaseClient.class)
            .sql("SELECT * FROM audit_entries")
            .fetch()
            .all()
            .collectList()
            .block()
            .toString();
    assertThat(audit)
        .contains("jane")
        .doesNotContain(FakeProvider.CLIENT_SECRET, "canary-access-token");
  }

  @Test
  void start_providerIsDown_passwordsStillOpen(@TempDir Path other) {
    FakeProvider gone = new FakeProvider();
    gone.close();
    try (AdminUnderTest alone = AdminUnderTest.start(other, settings(gone.issuer()))) {
      alone.admin().read("/api/v1/keys").expectStatus().isOk();
      alone.anonymous().get().uri(START).exchange().expectStatus().isEqualTo(503);
    }
  }

  private static void execute(String sql) {
    admin.bean(DatabaseClient.class).sql(sql).then().block();
  }
}
