package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static dev.sluice.gateway.GatewayHarness.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.GatewaySnapshot.PublicModel;
import dev.sluice.contract.GatewaySnapshot.Sticky;
import dev.sluice.contract.GatewaySnapshot.Target;
import dev.sluice.contract.ServedVersion;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.fake.FakeAdmin;
import dev.sluice.gateway.fake.FakePod;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Keys from the control plane, their limits, and what is told to nobody. */
@ExtendWith(OutputCaptureExtension.class)
class KeysAndLimitsTest {
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway =
        GatewayHarness.start(
            1,
            "logging.level.dev.sluice=DEBUG",
            "management.server.port=0",
            "management.endpoints.web.exposure.include=health,prometheus");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void unknownRevokedExpiredAndMissingKeys_getTheSameAnswer() {
    gateway.publish(
        List.of(
            with(FakeAdmin.key("revoked", "sk-revoked"), null, 1L, List.of()),
            with(FakeAdmin.key("expired", "sk-expired"), 1L, null, List.of())),
        List.of());
    String unknown = answerFor("sk-unknown");
    assertThat(unknown).contains("invalid_api_key");
    assertThat(answerFor("sk-revoked")).isEqualTo(unknown);
    assertThat(answerFor("sk-expired")).isEqualTo(unknown);
    HttpResponse<String> missing = gateway.send(HttpRequest.newBuilder(uri("/v1/models")).build());
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).isEqualTo(unknown);
  }

  @Test
  void apiKeyHeader_worksAsWell() {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/models"))
            .header("x-api-key", GatewayHarness.SECRET)
            .build();
    assertThat(gateway.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void modelNotAllowed_is403AndUnlisted() {
    gateway.publish(
        List.of(with(FakeAdmin.key("k1", GatewayHarness.SECRET), null, null, List.of("other"))),
        List.of());
    HttpResponse<String> response = gateway.chat("");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(json(response).at("/error/code").asString()).isEqualTo("model_not_allowed");
    assertThat(json(gateway.get("/v1/models")).get("data")).isEmpty();
  }

  @Test
  void scopes_letAKeyDoWhatTheySay() {
    ApiKey key = FakeAdmin.key("k1", GatewayHarness.SECRET);
    gateway.publish(
        List.of(FakeAdmin.restricted(key, List.of("models", "tokens"), List.of())), List.of());
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = gateway.chat(",\"max_tokens\":1");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/error/code").asString()).isEqualTo("permission_denied");
    assertThat(json(refused).at("/error/message").asString())
        .contains("[models, tokens]", "'chat'");
  }

  @Test
  void versionByItself_isForKeysThatNameTheScope() {
    ApiKey key = FakeAdmin.key("k1", GatewayHarness.SECRET);
    List<PublicModel> other =
        List.of(new PublicModel("public", List.of(new Target("elsewhere", null, 1))));
    gateway.publish(List.of(key), other);
    HttpResponse<String> refused = versionChat(new ServedVersion(FakePod.MODEL, null).header());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/error/message").asString()).contains("'versions'");
    gateway.publish(
        List.of(FakeAdmin.restricted(key, List.of("chat", "versions"), List.of())), other);
    assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(404);
    String exact = new ServedVersion(FakePod.MODEL, FakePod.WEIGHTS).header();
    assertThat(versionChat(exact).statusCode()).isEqualTo(200);
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.model()).isEqualTo(FakePod.MODEL);
    assertThat(usage.weightsDigest()).isEqualTo(FakePod.WEIGHTS);
    String absent = new ServedVersion(FakePod.MODEL, "other weights").header();
    assertThat(versionChat(absent).statusCode()).isEqualTo(503);
    HttpResponse<String> odd = versionChat("%zz");
    assertThat(odd.statusCode()).isEqualTo(400);
    assertThat(json(odd).at("/error/param").asString()).isEqualTo(ServedVersion.HEADER);
  }

  private HttpResponse<String> versionChat(String header) {
    return gateway.send(
        HttpRequest.newBuilder(uri("/v1/chat/completions"))
            .header("authorization", "Bearer " + GatewayHarness.SECRET)
            .header("content-type", "application/json")
            .header(ServedVersion.HEADER, header)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"x\",\"max_tokens\":1,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
            .build());
  }

  @Test
  void networks_keepOthersOut() {
    ApiKey key = FakeAdmin.key("k1", GatewayHarness.SECRET);
    gateway.publish(
        List.of(FakeAdmin.restricted(key, List.of(), List.of("10.0.0.0/8", "2001:db8::/32"))),
        List.of());
    HttpResponse<String> refused = gateway.get("/v1/models");
    assertThat(refused.statusCode()).isEqualTo(403);
    gateway.publish(
        List.of(FakeAdmin.restricted(key, List.of(), List.of("127.0.0.0/8"))), List.of());
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
  }

  @Test
  void publicNames_leadToServedModels() {
    List<ApiKey> keys = List.of(FakeAdmin.key("k1", GatewayHarness.SECRET));
    gateway.publish(
        keys,
        List.of(
            new PublicModel("chat", List.of(new Target(FakePod.MODEL, null, 1))),
            new PublicModel("away", List.of(new Target("not-served", null, 1)))));
    HttpResponse<String> response =
        gateway.send("/v1/completions", "{\"model\":\"chat\",\"prompt\":\"hi\",\"max_tokens\":1}");
    assertThat(json(response).get("model").asString()).isEqualTo("chat");
    assertThat(gateway.pods.getFirst().requests.getLast().model()).isEqualTo(FakePod.MODEL);
    assertThat(gateway.chat("").statusCode()).isEqualTo(404);
    HttpResponse<String> away =
        gateway.send("/v1/completions", "{\"model\":\"away\",\"prompt\":\"hi\"}");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("retry-after")).contains("1");
  }

  @Test
  void deprecatedTarget_answersWithItsDates() {
    Target old = new Target(FakePod.MODEL, null, 1, 1_688_169_599_000L, 1_735_689_600_000L);
    gateway.publish(
        List.of(FakeAdmin.key("k1", GatewayHarness.SECRET)),
        List.of(new PublicModel("tiny", List.of(old))));
    HttpResponse<String> response = gateway.chat(",\"max_tokens\":1");
    assertThat(response.headers().firstValue("deprecation")).contains("@1688169599");
    assertThat(response.headers().firstValue("sunset")).contains("Wed, 01 Jan 2025 00:00:00 GMT");
    gateway.publish(
        List.of(FakeAdmin.key("k1", GatewayHarness.SECRET)),
        List.of(new PublicModel("tiny", List.of(new Target(FakePod.MODEL, null, 1)))));
    assertThat(gateway.chat(",\"max_tokens\":1").headers().firstValue("deprecation")).isEmpty();
  }

  @Test
  void stickySplit_keepsASessionOnItsTarget_andSpreadsSessions() {
    Target old = new Target(FakePod.MODEL, FakePod.WEIGHTS, 1, 1_000L, null);
    gateway.publish(
        List.of(FakeAdmin.key("k1", GatewayHarness.SECRET)),
        List.of(
            new PublicModel(
                "tiny", List.of(old, new Target(FakePod.MODEL, null, 1)), Sticky.SESSION)));
    int onOld = 0;
    for (int session = 0; session < 40; session++) {
      boolean first = isOnDeprecated("s" + session);
      assertThat(isOnDeprecated("s" + session)).isEqualTo(first);
      onOld += first ? 1 : 0;
    }
    assertThat(onOld).isBetween(8, 32);
  }

  private boolean isOnDeprecated(String session) {
    HttpRequest request =
        gateway
            .request("/v1/chat/completions")
            .header("content-type", "application/json")
            .header("x-session-id", session)
            .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.chatBody(",\"max_tokens\":1")))
            .build();
    HttpResponse<String> response = gateway.send(request);
    assertThat(response.statusCode()).isEqualTo(200);
    return response.headers().firstValue("deprecation").isPresent();
  }

  @Test
  void requestsPerMinute_areEnforcedWithHeaders() {
    gateway.publish(List.of(FakeAdmin.key("k1", GatewayHarness.SECRET, 2L, null)), List.of());
    HttpResponse<String> first = gateway.chat(",\"max_tokens\":1");
    assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
    assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
    assertThat(first.headers().firstValue("x-ratelimit-limit-tokens")).isEmpty();
    gateway.chat(",\"max_tokens\":1");
    HttpResponse<String> third = gateway.chat(",\"max_tokens\":1");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(json(third).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
    assertThat(Long.parseLong(third.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1L, 61L);
    assertThat(third.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
  }

  @Test
  void tokensPerMinute_capTheOutputAndAreNeverOvershot() {
    gateway.publish(List.of(FakeAdmin.key("k1", GatewayHarness.SECRET, null, 20L)), List.of());
    HttpResponse<String> first = gateway.chat("");
    assertThat(json(first).at("/usage/total_tokens").intValue()).isEqualTo(20);
    assertThat(json(first).at("/choices/0/finish_reason").asString()).isEqualTo("length");
    HttpResponse<String> second = gateway.chat(",\"stream\":true");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.headers().firstValue("x-ratelimit-remaining-tokens")).contains("0");
    assertThat(second.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void concurrentRequests_shareTheTokensOfTheirKey() {
    gateway.publish(List.of(FakeAdmin.key("k1", GatewayHarness.SECRET, null, 100L)), List.of());
    List<CompletableFuture<HttpResponse<String>>> all =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(
                i ->
                    gateway.client.sendAsync(
                        gateway.post(
                            "/v1/chat/completions", GatewayHarness.chatBody(",\"max_tokens\":10")),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();
    int used =
        all.stream()
            .map(CompletableFuture::join)
            .filter(response -> response.statusCode() == 200)
            .mapToInt(response -> json(response).at("/usage/total_tokens").intValue())
            .sum();
    assertThat(used).isBetween(70, 100);
  }

  @Test
  void snapshotOnDisk_servesWhileTheControlPlaneIsAway() {
    gateway.context.close();
    gateway.admin.close();
    gateway.startGateway();
    await(() -> gateway.get("/health").statusCode() == 200);
    assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/actuator/prometheus").statusCode()).isEqualTo(404);
  }

  @Test
  void usage_isPostedAgainUntilTheControlPlaneTakesIt() {
    gateway.admin.refusals.set(2);
    gateway.chat(",\"max_tokens\":3");
    var usage = gateway.awaitUsage(1);
    assertThat(usage.keyId()).isEqualTo("k1");
    assertThat(usage.projectId()).isEqualTo("project-k1");
    assertThat(usage.promptTokens()).isEqualTo(7);
    assertThat(usage.cachedPromptTokens()).isEqualTo(4);
    assertThat(usage.outputTokens()).isEqualTo(3);
    assertThat(usage.endpoint()).isEqualTo("/v1/chat/completions");
    assertThat(usage.timeToFirstTokenMicros()).isPositive();
    await(() -> gateway.admin.reports.stream().anyMatch(r -> r.outputTokensPerSecond() > 0));
  }

  @Test
  void identityHeaders_areNotPassedOn() {
    HttpRequest request =
        gateway
            .request("/v1/completions")
            .header("content-type", "application/json")
            .header(SignedContext.HEADER, "v1.forged.forged")
            .header("x-sluice-tenant", "somebody-else")
            .header("x-forwarded-user", "root")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"tiny\",\"prompt\":\"hi\",\"max_tokens\":1}"))
            .build();
    assertThat(gateway.send(request).statusCode()).isEqualTo(200);
    assertThat(gateway.pods.getFirst().headerNames)
        .doesNotContain("x-sluice-tenant", "x-forwarded-user", "authorization");
    assertThat(gateway.pods.getFirst().requests.getLast().tenant()).isEqualTo("project-k1");
  }

  @Test
  void promptsAndKeys_appearInNoLogNorMetricNorError(CapturedOutput output) {
    String canary = "canary7f3a";
    gateway.pods.getFirst().behaviour = request -> FakePod.brokenAfter(request, 2);
    gateway.send(
        "/v1/completions",
        "{\"model\":\"tiny\",\"prompt\":\"" + canary + "\",\"" + "odd_field\":1}");
    gateway.send("/v1/completions", "{\"model\":\"tiny\",\"prompt\":" + canary + "}");
    answerFor("sk-" + canary);
    String metrics = gateway.management("/actuator/prometheus").body();
    assertThat(metrics)
        .contains("gen_ai_server_request_duration_seconds_bucket")
        .contains("gen_ai_server_time_to_first_token_seconds")
        .contains("sluice_gateway_added_latency_seconds")
        .doesNotContain(canary);
    assertThat(output.getAll()).contains("failed a stream").doesNotContain(canary);
    assertThat(output.getAll()).doesNotContain(GatewayHarness.SECRET, FakeAdmin.PEPPER);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  private String answerFor(String secret) {
    HttpResponse<String> response =
        gateway.send(
            HttpRequest.newBuilder(uri("/v1/models"))
                .header("authorization", "Bearer " + secret)
                .build());
    assertThat(response.statusCode()).isEqualTo(401);
    return response.body();
  }

  private static ApiKey with(
      ApiKey key, Long expiresAt, Long revokedAt, List<String> allowedModels) {
    return new ApiKey(
        key.id(),
        key.projectId(),
        key.hash(),
        key.pepperId(),
        key.prefix(),
        expiresAt,
        revokedAt,
        allowedModels,
        null,
        null,
        key.rootId(),
        key.organisationId(),
        List.of(),
        List.of());
  }
}
