package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static dev.sluice.gateway.GatewayHarness.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Mode;
import dev.sluice.contract.QuotaPolicy.OnStoreDown;
import dev.sluice.contract.QuotaPolicy.Scope;
import dev.sluice.contract.QuotaWindow;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.fake.FakeAdmin;
import dev.sluice.gateway.fake.FakeBudgets;
import dev.sluice.gateway.fake.FakePod;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Quotas at the public door: what clients are told and what is charged. */
class QuotasTest {
  private GatewayHarness gateway;
  private final FakeBudgets budgets = new FakeBudgets();

  @BeforeEach
  void start() {
    gateway = GatewayHarness.start(1, "sluice.gateway.quota.lease-interval=50ms");
    gateway.admin.leases = budgets;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void windowedQuota_capsTheOutput_thenIsARateLimitWithItsTime() {
    publish(policy("q", QuotaMetric.TOTAL_TOKENS, QuotaWindow.DAY, 20, Mode.ENFORCE));
    HttpResponse<String> first = gateway.chat("");
    assertThat(json(first).at("/usage/total_tokens").intValue()).isEqualTo(20);
    assertThat(json(first).at("/choices/0/finish_reason").asString()).isEqualTo("length");
    assertThat(first.headers().firstValue("x-ratelimit-limit-tokens")).contains("20");
    assertThat(first.headers().firstValue("x-ratelimit-remaining-tokens")).contains("0");
    awaitCharged("q", 20);
    await(() -> gateway.chat("").headers().firstValue("retry-after").orElse("").equals("3600"));
    HttpResponse<String> second = gateway.chat("");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(json(second).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
    assertThat(json(second).at("/error/message").asString())
        .isEqualTo(
            "This API key may use 20 total tokens per day; this request needs at least 8 and 0 are left.");
    assertThat(second.headers().firstValue("x-ratelimit-remaining-tokens")).contains("0");
  }

  @Test
  void lifetimeQuota_usedUp_isInsufficientQuota_whichClientsDoNotRetry() {
    publish(policy("q", QuotaMetric.REQUESTS, QuotaWindow.LIFETIME, 1, Mode.ENFORCE));
    assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
    awaitCharged("q", 1);
    await(() -> json(gateway.chat("")).at("/error/code").asString("").equals("insufficient_quota"));
    HttpResponse<String> refused = gateway.chat("");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(json(refused).at("/error/type").asString()).isEqualTo("insufficient_quota");
    assertThat(refused.headers().firstValue("retry-after")).isEmpty();
  }

  @Test
  void concurrentStreams_beyondTheLimit_areRefusedUntilOneEnds() throws IOException {
    publish(policy("q", QuotaMetric.CONCURRENT_STREAMS, QuotaWindow.LIFETIME, 1, Mode.ENFORCE));
    gateway.pods.getFirst().behaviour =
        request -> Flux.just(FakePod.delta(request, 0)).concatWith(Mono.never());
    HttpResponse<InputStream> running = open();
    HttpResponse<String> second = gateway.chat(",\"max_tokens\":1");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(json(second).at("/error/message").asString())
        .isEqualTo("This API key may run 1 requests at the same time and does.");
    assertThat(second.headers().firstValue("retry-after")).isPresent();
    running.body().close();
    gateway.pods.getFirst().behaviour = FakePod::tokens;
    await(() -> gateway.chat(",\"max_tokens\":1").statusCode() == 200);
  }

  @Test
  void clientGone_midStream_isChargedWhatWasGenerated_andTheRestComesBack() throws IOException {
    publish(policy("q", QuotaMetric.TOTAL_TOKENS, QuotaWindow.LIFETIME, 1000, Mode.ENFORCE));
    gateway.pods.getFirst().behaviour =
        request -> Flux.range(0, 3).map(i -> FakePod.delta(request, i)).concatWith(Mono.never());
    HttpResponse<InputStream> running = open();
    StringBuilder text = new StringBuilder();
    while (!text.toString().contains("\"content\":\"c\"")) {
      text.append((char) running.body().read());
    }
    running.body().close();
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.finishReason()).isEqualTo("cancelled");
    assertThat(usage.charges()).singleElement().extracting(QuotaCharge::amount).isEqualTo(10L);
    assertThat(usage.charges().getFirst().leaseId()).isNotNull();
    gateway.pods.getFirst().behaviour = FakePod::tokens;
    HttpResponse<String> rest = gateway.chat(",\"max_tokens\":400");
    assertThat(json(rest).at("/usage/total_tokens").intValue()).isEqualTo(407);
  }

  @Test
  void shadowQuota_refusesNothing_andIsCharged() {
    publish(policy("q", QuotaMetric.OUTPUT_TOKENS, QuotaWindow.DAY, 1, Mode.SHADOW));
    assertThat(gateway.chat(",\"max_tokens\":5").statusCode()).isEqualTo(200);
    assertThat(gateway.awaitUsage(1).charges()).containsExactly(new QuotaCharge("q", null, 5));
    assertThat(gateway.admin.leaseRequests).isEmpty();
  }

  @Test
  void quotaOfAnotherModelOrKey_doesNotCount() {
    publish(
        new QuotaPolicy(
            "m",
            Scope.KEY,
            "k1",
            "other*",
            QuotaMetric.REQUESTS,
            QuotaWindow.DAY,
            0,
            Mode.ENFORCE,
            OnStoreDown.DENY,
            1),
        new QuotaPolicy(
            "k",
            Scope.KEY,
            "k2",
            "*",
            QuotaMetric.REQUESTS,
            QuotaWindow.DAY,
            0,
            Mode.ENFORCE,
            OnStoreDown.DENY,
            1));
    assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
  }

  @Test
  void quotasOfKeyProjectAndOrganisation_allCount_theTightestCaps() {
    publish(
        policy("key", QuotaMetric.TOTAL_TOKENS, QuotaWindow.DAY, 100, Mode.ENFORCE),
        of(Scope.PROJECT, "project-k1", "project", QuotaMetric.OUTPUT_TOKENS, 9),
        of(Scope.ORGANISATION, "org", "organisation", QuotaMetric.INPUT_TOKENS, 50));
    assertThat(json(gateway.chat("")).at("/usage/completion_tokens").intValue()).isEqualTo(9);
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.charges())
        .extracting(QuotaCharge::policyId, QuotaCharge::amount)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("key", 16L),
            org.assertj.core.api.Assertions.tuple("project", 9L),
            org.assertj.core.api.Assertions.tuple("organisation", 7L));
  }

  @Test
  void controlPlaneAway_eachQuotaDoesWhatItsModeSays() {
    gateway.admin.leases = request -> null;
    Map<OnStoreDown, Integer> answers =
        Map.of(OnStoreDown.ALLOW, 200, OnStoreDown.DENY, 503, OnStoreDown.DEGRADED, 200);
    answers.forEach(
        (mode, status) -> {
          QuotaPolicy policy =
              new QuotaPolicy(
                  "q-" + mode,
                  Scope.KEY,
                  "k1",
                  "*",
                  QuotaMetric.REQUESTS,
                  QuotaWindow.LIFETIME,
                  10,
                  Mode.ENFORCE,
                  mode,
                  1);
          publish(policy);
          HttpResponse<String> response = gateway.chat(",\"max_tokens\":1");
          assertThat(response.statusCode()).as("%s", mode).isEqualTo(status);
          if (mode == OnStoreDown.DENY) {
            assertThat(json(response).at("/error/code").asString()).isEqualTo("quota_unavailable");
            assertThat(response.headers().firstValue("retry-after")).contains("5");
          }
          if (mode == OnStoreDown.DEGRADED) {
            assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(503);
          }
        });
    assertThat(gateway.admin.usage)
        .flatExtracting(UsageEvent::charges)
        .allMatch(charge -> charge.leaseId() == null);
  }

  @Test
  void stoppedGateway_givesItsLeasesBack() {
    publish(policy("q", QuotaMetric.TOTAL_TOKENS, QuotaWindow.LIFETIME, 1000, Mode.ENFORCE));
    gateway.chat(",\"max_tokens\":3");
    assertThat(budgets.leased("q")).isPositive();
    gateway.awaitUsage(1);
    gateway.context.close();
    assertThat(budgets.leased("q") - budgets.released("q")).isEqualTo(10);
    gateway.startGateway();
  }

  private HttpResponse<InputStream> open() throws IOException {
    try {
      return gateway.client.send(
          gateway.post(
              "/v1/chat/completions",
              GatewayHarness.chatBody(",\"stream\":true,\"max_tokens\":50")),
          HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitCharged(String policy, long amount) {
    await(
        () ->
            gateway.admin.usage.stream()
                    .flatMap(event -> event.charges().stream())
                    .filter(charge -> charge.policyId().equals(policy))
                    .mapToLong(QuotaCharge::amount)
                    .sum()
                == amount);
    budgets.used(policy, amount);
  }

  private void publish(QuotaPolicy... policies) {
    gateway.admin.quotas = List.of(policies);
    for (QuotaPolicy policy : policies) {
      budgets.limit(policy.id(), policy.limit(), policy.window());
    }
    List<ApiKey> keys = List.of(FakeAdmin.key("k1", GatewayHarness.SECRET));
    gateway.publish(keys, List.of());
  }

  private static QuotaPolicy policy(
      String id, QuotaMetric metric, QuotaWindow window, long limit, Mode mode) {
    return new QuotaPolicy(
        id, Scope.KEY, "k1", "*", metric, window, limit, mode, OnStoreDown.DENY, 1);
  }

  private static QuotaPolicy of(
      Scope scope, String scopeId, String id, QuotaMetric metric, long limit) {
    return new QuotaPolicy(
        id, scope, scopeId, "*", metric, QuotaWindow.DAY, limit, Mode.ENFORCE, OnStoreDown.DENY, 1);
  }
}
