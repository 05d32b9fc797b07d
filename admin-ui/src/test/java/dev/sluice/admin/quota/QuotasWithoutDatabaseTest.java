package dev.sluice.admin.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.OnStoreDown;
import dev.sluice.gateway.quota.QuotaOutcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The database stops under running gateways and comes back. */
class QuotasWithoutDatabaseTest {
  @TempDir private Path folder;
  private EmbeddedPostgres database;
  private AdminUnderTest admin;

  @BeforeEach
  void start() throws IOException {
    database = postgres(0);
    String place = "postgresql://127.0.0.1:" + database.getPort() + "/postgres";
    Map<String, String> settings = new HashMap<>();
    settings.put("spring.r2dbc.url", "r2dbc:" + place);
    settings.put("spring.r2dbc.username", "postgres");
    settings.put("spring.r2dbc.password", "");
    settings.put("spring.flyway.url", "jdbc:" + place);
    settings.put("spring.flyway.user", "postgres");
    settings.put("spring.flyway.password", "");
    settings.put("sluice.admin.quota.sweep-interval", "100ms");
    admin = AdminUnderTest.start(folder.resolve("admin"), settings);
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
    admin.close();
    database.close();
  }

  @Test
  void outage_goesOnWithLeases_thenEachModeDecides_andTheLedgerHoldsAtTheEnd() throws Exception {
    QuotaPolicy leased = quota(100_000, "deny");
    QuotaPolicy deny = quota(1000, "deny");
    QuotaPolicy allow = quota(1000, "allow");
    QuotaPolicy degraded = quota(1000, "degraded");
    try (GatewayEngine gateway = new GatewayEngine(admin, folder.resolve("gateway"))) {
      assertThat(spend(gateway, leased, 100, 1)).isEqualTo(1);
      GatewayEngine.Request running = gateway.begin(leased, 50, 50);
      int port = database.getPort();
      database.close();

      // What is leased goes on; the exchange that fails is not waited for twice.
      gateway.exchange();
      assertThat(spend(gateway, leased, 100, 7)).isEqualTo(7);
      long before = System.nanoTime();
      assertThat(gateway.acquire(deny, 50, 50, new AtomicReference<>()))
          .isInstanceOfSatisfying(
              QuotaOutcome.Unavailable.class,
              away -> assertThat(away.policy().onStoreDown()).isEqualTo(OnStoreDown.DENY));
      assertThat(spend(gateway, allow, 100, 30)).isEqualTo(30);
      assertThat(spend(gateway, degraded, 20, 30)).isEqualTo(5);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));

      database = postgres(port);
      running.generate(50);
      running.end();
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(
              () -> {
                gateway.post();
                gateway.exchange();
                gateway.skip(Duration.ofSeconds(2));
                return gateway.acquire(deny, 1, 1, new AtomicReference<>())
                    instanceof QuotaOutcome.Held;
              });
      gateway.post();
      gateway.giveBack();
    }
    assertLedger(leased, 900, 0);
    assertLedger(allow, 0, 3000);
    assertLedger(degraded, 0, 100);
  }

  private void assertLedger(QuotaPolicy policy, long settled, long unleased) {
    JsonNode ledger =
        json(admin.admin().read("/api/v1/quotas/" + policy.id() + "/ledger").expectStatus().isOk());
    assertThat(ledger.get("settled").asLong()).isEqualTo(settled);
    assertThat(ledger.get("unleased").asLong()).isEqualTo(unleased);
    assertThat(ledger.get("outstanding").asLong()).isZero();
    assertThat(ledger.get("expired").asLong()).isZero();
    assertThat(ledger.get("granted").asLong()).isEqualTo(settled + ledger.get("released").asLong());
  }

  /** Requests of so many tokens until one is not granted; says how many were. */
  private static int spend(GatewayEngine gateway, QuotaPolicy policy, int tokens, int most) {
    for (int spent = 0; spent < most; spent++) {
      AtomicReference<GatewayEngine.Request> request = new AtomicReference<>();
      int half = tokens / 2;
      if (!(gateway.acquire(policy, half, half, request) instanceof QuotaOutcome.Held)) {
        return spent;
      }
      request.get().generate(half);
      request.get().end();
    }
    return most;
  }

  private QuotaPolicy quota(long limit, String onStoreDown) {
    Map<String, Object> create =
        Map.of(
            "scope", "organisation",
            "scopeId", "default",
            "metric", "total_tokens",
            "window", "lifetime",
            "limit", limit,
            "onStoreDown", onStoreDown);
    String id =
        json(admin.admin().post("/api/v1/quotas", create).expectStatus().isCreated())
            .get("id")
            .asString();
    return admin.snapshot().quotas().stream()
        .filter(policy -> policy.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }
}
