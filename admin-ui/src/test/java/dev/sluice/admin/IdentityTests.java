package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.identity.ConsoleKey;
import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.KeyHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Projects and keys over HTTP, and what gateways are told of them. */
abstract class IdentityTests {
  private static final String KEYS = "/api/v1/keys";
  private static final String PROJECTS = "/api/v1/projects";

  /** The running control plane. */
  abstract AdminUnderTest admin();

  @Test
  void create_secretIsShownOnceAndGatewaysGetItsHash() {
    Browser browser = admin().admin();
    long before = admin().snapshot().revision();
    JsonNode created = createKey(browser, Map.of("tokensPerMinute", 1000));
    String secret = created.get("key").asString();
    assertThat(secret).matches("sk-sluice-[0-9A-Za-z]{32}");
    GatewaySnapshot.ApiKey told = told(secret);
    assertThat(told.tokensPerMinute()).isEqualTo(1000L);
    assertThat(told.requestsPerMinute()).isNull();
    assertThat(told.projectId()).isEqualTo(created.at("/apiKey/projectId").asString());
    assertThat(admin().snapshot().revision()).isGreaterThan(before);
    assertThat(body(browser.read(KEYS).expectStatus().isOk()))
        .doesNotContain(secret)
        .doesNotContain(told.hash());
  }

  @Test
  void update_newLimits_reachGatewaysWithoutLosingTheRest() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of("requestsPerMinute", 5));
    Map<String, Object> edit =
        Map.of("name", "renamed", "requestsPerMinute", 7, "allowedModels", List.of("a", "b"));
    browser.put(path(created), "\"0\"", edit).expectStatus().isOk().expectHeader().exists("ETag");
    GatewaySnapshot.ApiKey told = told(created.get("key").asString());
    assertThat(told.requestsPerMinute()).isEqualTo(7L);
    assertThat(told.allowedModels()).containsExactly("a", "b");
  }

  @Test
  void update_ofAnOldVersion_conflicts() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of());
    Map<String, Object> edit = Map.of("name", "first");
    browser.put(path(created), "\"0\"", edit).expectStatus().isOk();
    browser
        .put(path(created), "\"0\"", edit)
        .expectStatus()
        .isEqualTo(412)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("precondition_failed");
    browser
        .put(path(created), null, edit)
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.param")
        .isEqualTo("If-Match");
  }

  @Test
  void update_manyAtOnceFromOneVersion_exactlyOneWins() throws Exception {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of());
    List<Integer> statuses =
        atOnce(
            8,
            () ->
                browser
                    .put(path(created), "\"0\"", Map.of("name", "mine"))
                    .expectBody()
                    .returnResult()
                    .getStatus()
                    .value());
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 412).hasSize(7);
  }

  @Test
  void create_manyAtOnce_allAreToldAndCounted() throws Exception {
    Browser browser = admin().admin();
    String project = project(browser);
    long before = admin().snapshot().revision();
    List<String> secrets =
        atOnce(12, () -> createKey(browser, project, Map.of()).get("key").asString());
    assertThat(secrets).doesNotHaveDuplicates().allSatisfy(secret -> told(secret));
    assertThat(admin().snapshot().revision()).isEqualTo(before + 12);
  }

  @Test
  void revoke_twice_refusesTheKeyAndKeepsTheFirstMoment() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of());
    browser.post(path(created) + "/revoke", null).expectStatus().isOk();
    Long revoked = told(created.get("key").asString()).revokedAtEpochMillis();
    assertThat(revoked).isNotNull();
    browser.post(path(created) + "/revoke", null).expectStatus().isOk();
    assertThat(told(created.get("key").asString()).revokedAtEpochMillis()).isEqualTo(revoked);
    browser
        .post(path(created) + "/rotate", Map.of("overlapSeconds", 60))
        .expectStatus()
        .isEqualTo(409);
  }

  @Test
  void rotate_withOverlap_bothSecretsAreValidUntilItsEnd() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of("tokensPerMinute", 77));
    long now = admin().clock().millis();
    JsonNode fresh =
        json(
            browser
                .post(path(created) + "/rotate", Map.of("overlapSeconds", 600))
                .expectStatus()
                .isCreated());
    GatewaySnapshot.ApiKey old = told(created.get("key").asString());
    GatewaySnapshot.ApiKey next = told(fresh.get("key").asString());
    assertThat(old.revokedAtEpochMillis()).isNull();
    assertThat(old.expiresAtEpochMillis()).isBetween(now + 600_000, now + 630_000);
    assertThat(next.expiresAtEpochMillis()).isNull();
    assertThat(next.tokensPerMinute()).isEqualTo(77L);
    assertThat(next.projectId()).isEqualTo(old.projectId());
  }

  @Test
  void create_badValues_nameTheField() {
    Browser browser = admin().admin();
    String project = project(browser);
    refused(browser, Map.of("projectId", project), "missing_field", "name");
    refused(browser, Map.of("name", "x"), "missing_field", "projectId");
    Map<String, Object> limit = Map.of("projectId", project, "name", "x", "tokensPerMinute", 0);
    refused(browser, limit, "invalid_value", "tokensPerMinute");
    Map<String, Object> type = Map.of("projectId", project, "name", "x", "tokensPerMinute", "many");
    refused(browser, type, "invalid_value", "tokensPerMinute");
    Map<String, Object> past =
        Map.of("projectId", project, "name", "x", "expiresAt", Instant.EPOCH.toString());
    refused(browser, past, "invalid_value", "expiresAt");
    browser.post(KEYS, Map.of("projectId", "none", "name", "x")).expectStatus().isNotFound();
  }

  private static void refused(
      Browser browser, Map<String, Object> create, String code, String param) {
    browser
        .post(KEYS, create)
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.param")
        .isEqualTo(param);
  }

  @Test
  void list_inPages_hasEachKeyOnceNewestFirst() {
    Browser browser = admin().admin();
    String project = project(browser);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(createKey(browser, project, Map.of()).at("/apiKey/id").asString());
      admin().clock().advance(Duration.ofMillis(2));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page =
          json(browser.read(KEYS + "?limit=2&projectId=" + project + "&cursor=" + cursor));
      page.get("items").forEach(item -> seen.add(item.get("id").asString()));
      cursor = page.get("nextCursor").isNull() ? null : page.get("nextCursor").asString();
    }
    assertThat(seen).isEqualTo(made);
    browser.read(KEYS + "?cursor=nonsense").expectStatus().isBadRequest();
    browser.read(KEYS + "?limit=201").expectStatus().isBadRequest();
  }

  @Test
  void project_renamedFromAnOldVersionOrToATakenName_refused() {
    Browser browser = admin().admin();
    String id = project(browser);
    String taken = UUID.randomUUID().toString();
    browser.post(PROJECTS, Map.of("name", taken)).expectStatus().isCreated();
    browser.post(PROJECTS, Map.of("name", taken)).expectStatus().isEqualTo(409);
    String path = PROJECTS + "/" + id;
    browser.put(path, "\"0\"", Map.of("name", taken)).expectStatus().isEqualTo(409);
    browser.put(path, "\"0\"", Map.of("name", "new " + id)).expectStatus().isOk();
    browser.put(path, "\"0\"", Map.of("name", "newer " + id)).expectStatus().isEqualTo(412);
  }

  @Test
  void audit_ofAKeysLife_tellsWhoAndWhatAndNoSecret() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of());
    browser.post(path(created) + "/revoke", null).expectStatus().isOk();
    String secret = created.get("key").asString();
    String subject = "key " + created.at("/apiKey/id").asString();
    String audit = body(browser.read("/api/v1/audit?limit=200").expectStatus().isOk());
    JsonNode newest = JsonMapper.shared().readTree(audit).at("/items/0");
    assertThat(newest.get("action").asString()).isEqualTo("key.revoke");
    assertThat(newest.get("actor").asString()).isEqualTo("admin");
    assertThat(newest.get("subject").asString()).isEqualTo(subject);
    assertThat(newest.at("/before/revokedAt").isNull()).isTrue();
    assertThat(newest.at("/after/revokedAt").isNull()).isFalse();
    assertThat(audit)
        .contains("key.create", "session.login")
        .doesNotContain(secret, KeyHash.of(AdminUnderTest.PEPPER, secret), AdminUnderTest.PASSWORD);
  }

  @Test
  void audit_whenTheChangeFails_isNotWritten() {
    Browser browser = admin().admin();
    JsonNode created = createKey(browser, Map.of());
    long before = auditRows();
    browser.put(path(created), "\"9\"", Map.of("name", "late")).expectStatus().isEqualTo(412);
    assertThat(auditRows()).isEqualTo(before);
  }

  private long auditRows() {
    return Objects.requireNonNull(
        admin()
            .bean(DatabaseClient.class)
            .sql("SELECT COUNT(*) AS n FROM audit_entries")
            .map(row -> row.get("n", Long.class))
            .one()
            .block());
  }

  @Test
  void consoleKey_isToldToGatewaysAndListedNowhere() {
    GatewaySnapshot.ApiKey console = told(admin().bean(ConsoleKey.class).secret());
    Browser browser = admin().admin();
    assertThat(body(browser.read(KEYS + "?limit=200"))).doesNotContain(console.id());
    assertThat(body(browser.read(PROJECTS))).doesNotContain(console.projectId());
    browser.post(KEYS + "/" + console.id() + "/revoke", null).expectStatus().isNotFound();
    assertThat(console.scopes()).contains("versions", "chat");
  }

  @Test
  void create_withAScopeOfTheControlPlane_isRefused() {
    Browser browser = admin().admin();
    Map<String, Object> wish =
        Map.of("projectId", project(browser), "name", "x", "scopes", List.of("versions"));
    assertThat(body(browser.post(KEYS, wish).expectStatus().isBadRequest()))
        .contains("'versions' is no scope");
  }

  @Test
  void snapshot_longPoll_answersWithTheChangeOrWithNothing() throws Exception {
    Browser browser = admin().admin();
    String project = project(browser);
    long revision = admin().snapshot().revision();
    poll(revision, 100).expectStatus().isNoContent();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<GatewaySnapshot> answer =
          thread.submit(
              () ->
                  poll(revision, 20_000)
                      .expectStatus()
                      .isOk()
                      .expectBody(GatewaySnapshot.class)
                      .returnResult()
                      .getResponseBody());
      createKey(browser, project, Map.of());
      assertThat(answer.get().revision()).isEqualTo(revision + 1);
    }
  }

  private ResponseSpec poll(long after, int waitMillis) {
    return admin()
        .gateway()
        .mutate()
        .responseTimeout(Duration.ofSeconds(30))
        .build()
        .get()
        .uri(InternalPaths.SNAPSHOT + "?after={after}&waitMillis={wait}", after, waitMillis)
        .exchange();
  }

  private GatewaySnapshot.ApiKey told(String secret) {
    String hash = KeyHash.of(AdminUnderTest.PEPPER, secret);
    return admin().snapshot().keys().stream()
        .filter(key -> key.hash().equals(hash))
        .findFirst()
        .orElseThrow();
  }

  private static String project(Browser browser) {
    Map<String, String> edit = Map.of("name", "project " + UUID.randomUUID());
    return json(browser.post(PROJECTS, edit).expectStatus().isCreated()).get("id").asString();
  }

  private static JsonNode createKey(Browser browser, Map<String, Object> limits) {
    return createKey(browser, project(browser), limits);
  }

  private static JsonNode createKey(Browser browser, String project, Map<String, Object> limits) {
    Map<String, Object> create = new HashMap<>(limits);
    create.put("projectId", project);
    create.put("name", "a key");
    return json(browser.post(KEYS, create).expectStatus().isCreated());
  }

  private static String path(JsonNode created) {
    return KEYS + "/" + created.at("/apiKey/id").asString();
  }

  private static JsonNode json(ResponseSpec answer) {
    return JsonMapper.shared().readTree(body(answer));
  }

  private static String body(ResponseSpec answer) {
    return answer.expectBody(String.class).returnResult().getResponseBody();
  }

  private static <T> List<T> atOnce(int count, Callable<T> task) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(Collections.nCopies(count, task))) {
        results.add(future.get());
      }
      return results;
    }
  }
}
