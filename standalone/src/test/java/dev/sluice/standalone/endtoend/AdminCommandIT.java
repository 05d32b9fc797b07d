package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.command.CommandRun;
import dev.sluice.standalone.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Scripts manage a running control plane with {@code sluice admin}. */
class AdminCommandIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int LIMIT = 100;

  @Test
  void keyWithALimit_worksUntilItIsSpent_toTheToken_andEndsWhenRevoked() throws Exception {
    JsonNode created =
        Door.json(
            run(
                "key create --project default --name ci --json --limit total_tokens/lifetime="
                    + LIMIT));
    assertThat(created.propertyNames()).containsExactly("id", "key");
    String secret = created.get("key").asString();
    HttpResponse<String> answer =
        await().atMost(SOON).until(() -> complete(secret), a -> a.statusCode() == 200);
    int used = 0;
    for (int i = 0; i < 30 && answer.statusCode() == 200; i++) {
      used += Door.json(answer.body()).at("/usage/total_tokens").intValue();
      answer = complete(secret);
    }
    assertThat(used).isBetween(LIMIT - 8, LIMIT);
    assertUsageNamesTheVersion(created.get("id").asString(), used);
    await()
        .atMost(SOON)
        .until(
            () ->
                Door.json(complete(secret).body())
                    .at("/error/code")
                    .asString("")
                    .equals("insufficient_quota"));
    int total = used;
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode quotas = Door.json(run("quota list --json"));
              return IntStream.range(0, quotas.size())
                  .mapToObj(quotas::get)
                  .filter(q -> q.get("scopeId").equals(created.get("id")))
                  .anyMatch(q -> q.get("used").asLong() == total);
            });
    assertThat(run("key revoke " + created.get("id").asString())).startsWith("revoked ");
    await().atMost(SOON).until(() -> complete(secret).statusCode() == 401);
  }

  private static void assertUsageNamesTheVersion(String key, int tokens) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode rows =
                  Door.json(run("usage export --json --served-model stories260k --key " + key));
              assertThat(rows.size()).isEqualTo(1);
              JsonNode row = rows.get(0);
              assertThat(row.get("promptTokens").asInt() + row.get("outputTokens").asInt())
                  .isEqualTo(tokens);
              assertThat(row.get("servedModel").asString()).isEqualTo("stories260k");
              assertThat(row.get("weightsDigest").asString()).isNotEmpty();
            });
  }

  @Test
  void rotatedKey_sharesTheQuota() throws Exception {
    JsonNode first = Door.json(run("key create --name rotated --json --limit requests/lifetime=2"));
    String old = first.get("key").asString();
    await().atMost(SOON).until(() -> complete(old).statusCode() == 200);
    JsonNode second = Door.json(run("key rotate rotated --json"));
    String fresh = second.get("key").asString();
    await().atMost(SOON).until(() -> complete(fresh).statusCode() == 200);
    assertThat(complete(fresh).statusCode()).isEqualTo(429);
    assertThat(complete(old).statusCode()).isEqualTo(429);
  }

  @Test
  void quota_setTwice_changesTheOne() throws Exception {
    run("key create --name twice");
    run("quota set requests/day=5 --key twice");
    JsonNode changed = Door.json(run("quota set requests/day=7 --key twice --json"));
    assertThat(changed.get(0).get("limit").asLong()).isEqualTo(7);
    assertThat(run("quota delete " + changed.get(0).get("id").asString())).startsWith("deleted ");
  }

  @Test
  void usageAndToken_asScriptsUseThem() throws Exception {
    String csv = run("usage export --csv");
    assertThat(csv).startsWith("bucketStart,projectId,keyId,model,requests");
    assertThat(csv.lines().findFirst().orElseThrow()).endsWith(",errors,servedModel,weightsDigest");
    assertThat(Door.json(run("usage export --json --by hour --from " + yesterday())).isArray())
        .isTrue();
    String token = run("login").strip();
    SharedStack stack = Door.stack();
    CommandRun listed =
        CommandRun.withEnvironment(
            Map.of("SLUICE_ADMIN_URL", stack.admin(), "SLUICE_ADMIN_TOKEN", token),
            "admin",
            "key",
            "list");
    assertThat(listed.code()).isZero();
    assertThat(listed.out()).contains("bootstrap").doesNotContain("sk-sluice-console");
  }

  @Test
  void wrongPasswordOrUnknownProject_isOneSentence() {
    CommandRun wrong =
        CommandRun.withEnvironment(
            Map.of(
                "SLUICE_ADMIN_URL",
                Door.stack().admin(),
                "SLUICE_ADMIN_PASSWORD",
                "wrong-password"),
            "admin",
            "key",
            "list");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(wrong.err()).doesNotContain("wrong-password");
    CommandRun unknown =
        CommandRun.withEnvironment(
            environment(), "admin", "key", "create", "--project", "nope", "--name", "x");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("'nope'", "'default'");
  }

  private static String yesterday() {
    return java.time.Instant.now().minusSeconds(86_400).toString();
  }

  private static Map<String, String> environment() {
    SharedStack stack = Door.stack();
    return Map.of(
        "SLUICE_ADMIN_URL", stack.admin(), "SLUICE_ADMIN_PASSWORD", stack.adminPassword());
  }

  private static String run(String line) {
    CommandRun result = CommandRun.withEnvironment(environment(), ("admin " + line).split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private static HttpResponse<String> complete(String secret) throws Exception {
    return Door.post(
        "/v1/completions",
        secret,
        "{\"model\":\"stories260k\",\"max_tokens\":12,\"ignore_eos\":true,\"prompt\":\"One day\"}");
  }
}
