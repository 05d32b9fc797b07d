package dev.sluice.admin.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.Browser;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaWindow;
import dev.sluice.contract.UsageEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Quotas as clients see them, and leases as gateways ask for them. */
abstract class QuotaApiTests {
  private static final String QUOTAS = "/api/v1/quotas";

  abstract AdminUnderTest admin();

  @Test
  void quota_fromCreationToDeletion_reachesTheSnapshot() {
    Browser browser = admin().admin();
    long revision = admin().snapshot().revision();
    JsonNode created =
        json(
            browser
                .post(QUOTAS, wish("total_tokens", "day", 2000))
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals("ETag", "\"0\""));
    String id = created.get("id").asString();
    assertThat(created.get("mode").asString()).isEqualTo("enforce");
    assertThat(created.get("onStoreDown").asString()).isEqualTo("deny");
    assertThat(created.get("modelPattern").asString()).isEqualTo("*");
    assertThat(created.get("used").asLong()).isZero();
    assertThat(created.get("windowEnd").isNull()).isFalse();
    assertThat(admin().snapshot().revision()).isGreaterThan(revision);
    QuotaPolicy told = told(id);
    assertThat(told.metric()).isEqualTo(QuotaMetric.TOTAL_TOKENS);
    assertThat(told.window()).isEqualTo(QuotaWindow.DAY);
    assertThat(told.scopeId()).isEqualTo("default");

    String path = QUOTAS + "/" + id;
    Map<String, Object> edit =
        Map.of("limit", 5, "mode", "shadow", "onStoreDown", "allow", "modelPattern", "chat-*");
    browser.put(path, null, edit).expectStatus().isBadRequest();
    browser.put(path, "\"0\"", edit).expectStatus().isOk();
    browser.put(path, "\"0\"", edit).expectStatus().isEqualTo(412);
    assertThat(told(id).limit()).isEqualTo(5);
    assertThat(told(id).mode()).isEqualTo(QuotaPolicy.Mode.SHADOW);
    browser.send(HttpMethod.DELETE, path, "\"0\"", null).expectStatus().isEqualTo(412);
    browser.send(HttpMethod.DELETE, path, "\"1\"", null).expectStatus().isNoContent();
    assertThat(admin().snapshot().quotas()).noneMatch(policy -> policy.id().equals(id));
    browser.read(path + "/ledger").expectStatus().isNotFound();
  }

  @Test
  void create_badValues_nameTheField() {
    Browser browser = admin().admin();
    refused(browser, "metric", wish("tokens", "day", 1));
    refused(browser, "window", wish("requests", "week", 1));
    refused(browser, "window", wish("requests", null, 1));
    refused(browser, "window", wish("concurrent_streams", "day", 1));
    refused(browser, "limit", wish("requests", "day", -1));
    Map<String, Object> scope = wish("requests", "day", 1);
    scope.put("scope", "planet");
    refused(browser, "scope", scope);
    Map<String, Object> stars = wish("requests", "day", 1);
    stars.put("modelPattern", "*a*b*c*d*e");
    refused(browser, "modelPattern", stars);
    Map<String, Object> unknown = wish("requests", "day", 1);
    unknown.put("scope", "project");
    browser.post(QUOTAS, unknown).expectStatus().isNotFound();
  }

  @Test
  void list_inPages_hasEachQuotaOnce() {
    Browser browser = admin().admin();
    String project =
        json(browser.post("/api/v1/projects", Map.of("name", UUID.randomUUID().toString())))
            .get("id")
            .asString();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Map<String, Object> wish = wish("requests", "minute", 10 + i);
      wish.put("scope", "project");
      wish.put("scopeId", project);
      made.addFirst(json(browser.post(QUOTAS, wish)).get("id").asString());
      admin().clock().advance(Duration.ofMillis(2));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page =
          json(browser.read(QUOTAS + "?limit=2&scopeId=" + project + "&cursor=" + cursor));
      page.get("items").forEach(item -> seen.add(item.get("id").asString()));
      cursor = page.get("nextCursor").isNull() ? null : page.get("nextCursor").asString();
    }
    assertThat(seen).isEqualTo(made);
  }

  @Test
  void key_createdWithLimits_hasQuotas_thatItsRotationShares() {
    Browser browser = admin().admin();
    String project =
        json(browser.post("/api/v1/projects", Map.of("name", UUID.randomUUID().toString())))
            .get("id")
            .asString();
    Map<String, Object> limit = Map.of("metric", "total_tokens", "window", "day", "limit", 2000);
    Map<String, Object> wish = Map.of("projectId", project, "name", "ci", "limits", List.of(limit));
    JsonNode key = json(browser.post("/api/v1/keys", wish).expectStatus().isCreated());
    String id = key.at("/apiKey/id").asString();
    JsonNode rotated =
        json(
            browser
                .post("/api/v1/keys/" + id + "/rotate", Map.of("overlapSeconds", 60))
                .expectStatus()
                .isCreated());
    assertThat(rotated.at("/apiKey/rootId").asString()).isEqualTo(id);
    assertThat(admin().snapshot().quotas())
        .filteredOn(policy -> policy.scopeId().equals(id))
        .singleElement()
        .satisfies(policy -> assertThat(policy.limit()).isEqualTo(2000));
    Map<String, Object> ofTheNew = wish("requests", "day", 3);
    ofTheNew.put("scope", "key");
    ofTheNew.put("scopeId", rotated.at("/apiKey/id").asString());
    assertThat(json(browser.post(QUOTAS, ofTheNew)).get("scopeId").asString()).isEqualTo(id);

    Map<String, Object> bad = Map.of("metric", "total_tokens", "window", "week", "limit", 1);
    long keys = admin().snapshot().keys().size();
    browser
        .post("/api/v1/keys", Map.of("projectId", project, "name", "x", "limits", List.of(bad)))
        .expectStatus()
        .isBadRequest();
    assertThat(admin().snapshot().keys()).hasSize((int) keys);
  }

  @Test
  void ask_sentAgain_isGrantedOnce() {
    String policy = quota("total_tokens", "lifetime", 100);
    Ask ask = new Ask(UUID.randomUUID().toString(), policy, 1, 60, 0);
    QuotaLeaseAnswer first = lease("g1", List.of(ask), List.of());
    QuotaLeaseAnswer again = lease("g1", List.of(ask), List.of());
    assertThat(first.grants().getFirst().amount()).isEqualTo(60);
    assertThat(again.grants().getFirst().amount()).isEqualTo(60);
    assertThat(ledger(policy).get("granted").asLong()).isEqualTo(60);
  }

  @Test
  void releasedTotal_sentAgain_countsOnce_andAnotherGatewayCannotReleaseIt() {
    String policy = quota("total_tokens", "lifetime", 100);
    String lease = UUID.randomUUID().toString();
    lease("g1", List.of(new Ask(lease, policy, 1, 60, 0)), List.of());
    assertThat(lease("g2", List.of(), List.of(new Held(lease, 60))).lost()).containsExactly(lease);
    lease("g1", List.of(), List.of(new Held(lease, 40)));
    lease("g1", List.of(), List.of(new Held(lease, 40)));
    assertThat(ledger(policy).get("released").asLong()).isEqualTo(40);
    lease("g1", List.of(), List.of(new Held(lease, 5000)));
    assertThat(ledger(policy).get("released").asLong()).isEqualTo(60);
    assertThat(ledger(policy).get("outstanding").asLong()).isZero();
  }

  @Test
  void ask_beyondWhatIsLeft_isRefused_andHoldersAreAskedToGiveBack() {
    String policy = quota("total_tokens", "lifetime", 100);
    String lease = UUID.randomUUID().toString();
    lease("g1", List.of(new Ask(lease, policy, 1, 95, 1000)), List.of());
    QuotaLeaseAnswer refused = lease("g2", List.of(ask(policy, 10, 50)), List.of());
    assertThat(refused.grants()).isEmpty();
    assertThat(refused.refusals().getFirst().isSpent()).isFalse();
    assertThat(refused.refusals().getFirst().remaining()).isLessThan(10);
    assertThat(lease("g1", List.of(), List.of(new Held(lease, 0))).recalled())
        .containsExactly(lease);
    assertThat(lease("g1", List.of(), List.of(new Held(lease, 95))).lost()).isEmpty();
    assertThat(lease("g2", List.of(ask(policy, 10, 50)), List.of()).grants()).hasSize(1);
  }

  @Test
  void prefetch_leavesAsMuchToOthers() {
    String policy = quota("total_tokens", "lifetime", 1000);
    long first =
        lease("g1", List.of(new Ask(UUID.randomUUID().toString(), policy, 1, 0, 10_000)), List.of())
            .grants()
            .getFirst()
            .amount();
    assertThat(first).isEqualTo(500);
    long second =
        lease("g2", List.of(new Ask(UUID.randomUUID().toString(), policy, 1, 0, 10_000)), List.of())
            .grants()
            .getFirst()
            .amount();
    assertThat(second).isEqualTo(125);
  }

  @Test
  void event_postedTwice_chargesOnce_andDeletedPoliciesAreSkipped() {
    String policy = quota("total_tokens", "lifetime", 100);
    String gone = quota("requests", "lifetime", 100);
    String lease = UUID.randomUUID().toString();
    lease("g1", List.of(new Ask(lease, policy, 1, 60, 0)), List.of());
    admin()
        .admin()
        .send(HttpMethod.DELETE, QUOTAS + "/" + gone, "*", null)
        .expectStatus()
        .isNoContent();
    UsageEvent event =
        event(
            new QuotaCharge(policy, lease, 25),
            new QuotaCharge(policy, null, 5),
            new QuotaCharge(gone, "unknown", 1));
    post(event, event);
    post(event);
    JsonNode ledger = ledger(policy);
    assertThat(ledger.get("settled").asLong()).isEqualTo(25);
    assertThat(ledger.get("unleased").asLong()).isEqualTo(5);
    assertThat(ledger.get("outstanding").asLong()).isEqualTo(35);
    JsonNode quota = json(admin().admin().read(QUOTAS + "?limit=200")).get("items");
    quota.forEach(
        item -> {
          if (item.get("id").asString().equals(policy)) {
            assertThat(item.get("used").asLong()).isEqualTo(30);
            assertThat(item.get("leased").asLong()).isEqualTo(35);
          }
        });
  }

  @Test
  void event_thatUsedMoreThanItsLease_isChargedInFull() {
    String policy = quota("total_tokens", "lifetime", 100);
    String lease = UUID.randomUUID().toString();
    lease("g1", List.of(new Ask(lease, policy, 1, 10, 0)), List.of());
    post(event(new QuotaCharge(policy, lease, 14)));
    assertThat(ledger(policy).get("settled").asLong()).isEqualTo(10);
    assertThat(ledger(policy).get("unleased").asLong()).isEqualTo(4);
  }

  @Test
  void leaseEndpoint_withoutSignature_isRefused() {
    admin()
        .anonymous()
        .post()
        .uri(InternalPaths.QUOTA_LEASES)
        .bodyValue(new QuotaLeaseRequest("g", List.of(), List.of()))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  private static Ask ask(String policy, long minimum, long wanted) {
    return new Ask(UUID.randomUUID().toString(), policy, minimum, wanted, 0);
  }

  private QuotaLeaseAnswer lease(String gateway, List<Ask> asks, List<Held> held) {
    return admin()
        .gateway()
        .post()
        .uri(InternalPaths.QUOTA_LEASES)
        .bodyValue(new QuotaLeaseRequest(gateway, asks, held))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(QuotaLeaseAnswer.class)
        .returnResult()
        .getResponseBody();
  }

  private void post(UsageEvent... events) {
    admin()
        .gateway()
        .post()
        .uri(InternalPaths.USAGE_EVENTS)
        .bodyValue(List.of(events))
        .exchange()
        .expectStatus()
        .isNoContent();
  }

  private UsageEvent event(QuotaCharge... charges) {
    return new UsageEvent(
        UUID.randomUUID().toString(),
        admin().clock().millis(),
        "k",
        "p",
        "m",
        null,
        "chat",
        true,
        1,
        0,
        2,
        "stop",
        null,
        3L,
        4,
        List.of(charges));
  }

  private QuotaPolicy told(String id) {
    return admin().snapshot().quotas().stream()
        .filter(policy -> policy.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private String quota(String metric, String window, long limit) {
    return json(admin()
            .admin()
            .post(QUOTAS, wish(metric, window, limit))
            .expectStatus()
            .isCreated())
        .get("id")
        .asString();
  }

  private JsonNode ledger(String policy) {
    return json(admin().admin().read(QUOTAS + "/" + policy + "/ledger").expectStatus().isOk());
  }

  private static Map<String, Object> wish(String metric, String window, long limit) {
    Map<String, Object> wish = new HashMap<>();
    wish.put("scope", "organisation");
    wish.put("scopeId", "default");
    wish.put("metric", metric);
    wish.put("window", window);
    wish.put("limit", limit);
    return wish;
  }

  private static void refused(Browser browser, String param, Map<String, Object> wish) {
    assertThat(
            json(browser.post(QUOTAS, wish).expectStatus().isBadRequest()).get("param").asString())
        .isEqualTo(param);
  }

  private static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }
}
