package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.stack.SharedStack;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real PostgreSQL is down for a real minute under a running platform. On a platform of its own,
 * whose control plane is told of the database by system properties.
 */
class DatabaseOutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Each of five keys asks about twice a second. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int MAX_TOKENS = 12;
  private static final long DEGRADED_LIMIT = 1000;

  /** Requests whose worst case a gateway leases ahead. */
  private static final int LEASED_AHEAD = 8;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  @TempDir private Path folder;
  private EmbeddedPostgres database;
  private SharedStack stack;
  private Administrator administrator;

  /** A key with its quota and what became of its requests. */
  private final class Client {
    private final String secret;
    private final String quotaId;
    private final List<Integer> statuses = new ArrayList<>();
    private String lastError = "";
    private Long tokens = 0L;

    /**
     * @param onStoreDown null is a key without a quota
     */
    private Client(String name, long limit, String onStoreDown) throws Exception {
      Administrator.Key key = administrator.createKey(name, null, null);
      this.secret = key.secret();
      this.quotaId = onStoreDown == null ? null : quota(key, limit, onStoreDown);
    }

    private String quota(Administrator.Key key, long limit, String onStoreDown) throws Exception {
      return administrator
          .post(
              "/api/v1/quotas",
              Map.of(
                  "scope",
                  "key",
                  "scopeId",
                  key.id(),
                  "metric",
                  "total_tokens",
                  "window",
                  "lifetime",
                  "limit",
                  limit,
                  "onStoreDown",
                  onStoreDown))
          .path("id")
          .asString();
    }

    private int ask() throws Exception {
      HttpResponse<String> answer = complete(secret);
      JsonNode body = Door.json(answer.body());
      statuses.add(answer.statusCode());
      tokens += body.at("/usage/total_tokens").asLong(0);
      lastError = body.at("/error/code").asString("");
      return answer.statusCode();
    }

    private void awaitAdmitted() {
      await().atMost(SOON).until(() -> ask() == 200);
    }

    private long answered() {
      return statuses.stream().filter(status -> status == 200).count();
    }

    private void forgetStatuses() {
      statuses.clear();
    }
  }

  @BeforeEach
  void start() throws Exception {
    database = postgres(0);
    String place = "postgresql://127.0.0.1:" + database.getPort() + "/postgres";
    System.setProperty("spring.r2dbc.url", "r2dbc:" + place);
    System.setProperty("spring.r2dbc.username", "postgres");
    System.setProperty("spring.r2dbc.password", "");
    System.setProperty("spring.flyway.url", "jdbc:" + place);
    System.setProperty("spring.flyway.user", "postgres");
    System.setProperty("spring.flyway.password", "");
    stack = SharedStack.another(Door::writeModel);
    administrator = Administrator.logIn(stack);
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  @Test
  void outageOfAMinute_admittedKeysGoOn_eachModeDoesWhatItSays_andTheLedgerHolds()
      throws Exception {
    Client free = new Client("free", 0, null);
    Client leased = new Client("leased", 100_000, "deny");
    Client deny = new Client("deny", 100_000, "deny");
    Client allow = new Client("allow", 100_000, "allow");
    Client degraded = new Client("degraded", DEGRADED_LIMIT, "degraded");
    List<Client> all = List.of(free, leased, deny, allow, degraded);
    free.awaitAdmitted();
    leased.awaitAdmitted();
    all.forEach(Client::forgetStatuses);
    int port = database.getPort();
    database.close();
    long end = System.nanoTime() + OUTAGE.toNanos();
    while (System.nanoTime() < end) {
      for (Client each : all) {
        each.ask();
      }
      Thread.sleep(PAUSE);
    }
    assertThat(free.statuses).as("without a quota").hasSizeGreaterThan(20).containsOnly(200);
    assertThat(leased.answered()).as("of a lease").isGreaterThanOrEqualTo(LEASED_AHEAD);
    assertThat(leased.statuses).as("and then refused").endsWith(503);
    assertThat(leased.statuses.lastIndexOf(200)).isLessThan(leased.statuses.indexOf(503));
    assertThat(deny.statuses).as("deny").containsOnly(503);
    assertThat(deny.lastError).isEqualTo("quota_unavailable");
    assertThat(allow.statuses).as("allow").containsOnly(200);
    assertThat(degraded.statuses).as("degraded").startsWith(200).endsWith(503);
    assertThat(degraded.tokens).as("a tenth").isBetween(1L, DEGRADED_LIMIT / 10);
    database = postgres(port);
    all.forEach(Client::awaitAdmitted);
    awaitLedgers(List.of(leased, deny, allow, degraded));
  }

  /** Every token that a client got was charged, once; what is not used is given back. */
  private void awaitLedgers(List<Client> clients) throws Exception {
    for (Client each : clients) {
      await().atMost(SOON).until(() -> charged(ledger(each)), each.tokens::equals);
    }
    stack.stopGateway();
    for (Client each : clients) {
      JsonNode ledger = ledger(each);
      assertThat(charged(ledger)).as("charged in %s", ledger).isEqualTo(each.tokens);
      assertThat(ledger.path("outstanding").asLong()).as("still out in %s", ledger).isZero();
      assertThat(ledger.path("granted").asLong())
          .as("granted in %s", ledger)
          .isEqualTo(
              ledger.path("settled").asLong()
                  + ledger.path("released").asLong()
                  + ledger.path("expired").asLong());
    }
  }

  private JsonNode ledger(Client of) throws Exception {
    return administrator.get("/api/v1/quotas/" + of.quotaId + "/ledger");
  }

  private static Long charged(JsonNode ledger) {
    return ledger.path("settled").asLong() + ledger.path("unleased").asLong();
  }

  private HttpResponse<String> complete(String key) throws Exception {
    String body =
        "{\"model\":\"stories260k\",\"ignore_eos\":true,\"prompt\":\"One day\",\"max_tokens\":%d}"
            .formatted(MAX_TOKENS);
    return client.send(
        HttpRequest.newBuilder(URI.create(stack.gateway() + "/v1/completions"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
