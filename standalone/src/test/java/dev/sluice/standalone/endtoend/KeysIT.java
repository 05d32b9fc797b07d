package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.endtoend.Administrator.Key;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an administrator says about a key, the gateway does. */
class KeysIT {
  /** A change in the control plane reaches the gateways within this. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** The promise about revoked keys. */
  private static final Duration REVOKED = Duration.ofSeconds(2);

  private static final int MAX_ATTEMPTS = 20;
  private static Administrator administrator;

  @BeforeAll
  static void logIn() throws Exception {
    administrator = Administrator.logIn();
  }

  @Test
  void revoke_usedKey_isRefusedSoonAndNobodyElse() throws Exception {
    Key key = administrator.createKey("revoked later", null, null);
    awaitAccepted(key);
    try (SteadyStreams _ = SteadyStreams.start()) {
      administrator.revoke(key);
      await().atMost(REVOKED).until(() -> complete(key).statusCode() == 401);
      HttpResponse<String> refused = complete(key);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(error(refused).path("code").stringValue()).isEqualTo("invalid_api_key");
      assertThat(refused.body()).doesNotContain(key.secret());
    }
  }

  @Test
  void post_overRequestsPerMinute_isLimitedAndNobodyElse() throws Exception {
    Key key = administrator.createKey("two requests", 2L, null);
    HttpResponse<String> first = awaitAccepted(key);
    assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
    assertThat(complete(key).statusCode()).isEqualTo(200);
    try (SteadyStreams _ = SteadyStreams.start()) {
      HttpResponse<String> refused = complete(key);
      assertLimited(refused, "requests", 2);
      assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
    }
  }

  @Test
  void post_overTokensPerMinute_isLimitedAndNeverOvershoots() throws Exception {
    int limit = 60;
    Key key = administrator.createKey("sixty tokens", null, (long) limit);
    HttpResponse<String> response = awaitAccepted(key);
    int used = 0;
    try (SteadyStreams _ = SteadyStreams.start()) {
      for (int i = 0; i < MAX_ATTEMPTS && response.statusCode() == 200; i++) {
        used += Door.json(response.body()).path("usage").path("total_tokens").intValue();
        response = complete(key);
      }
      assertLimited(response, "tokens", limit);
    }
    assertThat(used).isBetween(limit / 2, limit);
    assertThat(header(response, "x-ratelimit-remaining-tokens"))
        .isEqualTo(Integer.toString(limit - used));
  }

  private static void assertLimited(HttpResponse<String> response, String what, int limit) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
    assertThat(error(response).path("code").stringValue()).isEqualTo("rate_limit_exceeded");
    assertThat(error(response).path("message").stringValue()).contains(limit + " " + what);
    assertThat(Integer.parseInt(header(response, "retry-after"))).isBetween(1, 61);
    assertThat(header(response, "x-ratelimit-limit-" + what)).isEqualTo(Integer.toString(limit));
    assertThat(header(response, "x-ratelimit-reset-" + what)).matches("[0-9.]+m?s");
  }

  private static HttpResponse<String> awaitAccepted(Key key) {
    return await().atMost(SOON).until(() -> complete(key), answer -> answer.statusCode() == 200);
  }

  private static HttpResponse<String> complete(Key key) throws Exception {
    return Door.post(
        "/v1/completions",
        key.secret(),
        "{\"model\":\"stories260k\",\"max_tokens\":12,\"ignore_eos\":true,\"prompt\":\"One day\"}");
  }

  private static JsonNode error(HttpResponse<String> response) {
    return Door.json(response.body()).path("error");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("(no " + name + ")");
  }
}
