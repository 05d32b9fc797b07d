package dev.sluice.admin.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminUnderTest;
import dev.sluice.admin.Browser;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.gateway.quota.QuotaOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/**
 * Several gateways spend the budgets of one control plane: no limit is exceeded by a token, nothing
 * that was used is lost, and nothing stays locked.
 */
abstract class QuotasHoldTests {
  private static final int GATEWAYS = 3;
  private static final int STREAMS = 64;

  @TempDir Path folder;

  abstract AdminUnderTest admin();

  @Test
  void threeGateways_withManyStreamsEach_neverExceedTheBudget() throws Exception {
    long limit = 60_000;
    QuotaPolicy policy = quota("total_tokens", "lifetime", limit, "deny");
    AtomicLong generated = new AtomicLong();
    List<GatewayEngine> gateways = new ArrayList<>();
    for (int i = 0; i < GATEWAYS; i++) {
      gateways.add(new GatewayEngine(admin(), folder.resolve("g" + i)));
    }
    try (ExecutorService streams = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch running = new CountDownLatch(GATEWAYS * STREAMS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < GATEWAYS * STREAMS; i++) {
        GatewayEngine gateway = gateways.get(i % GATEWAYS);
        Random random = new Random(1000 + i);
        all.add(
            streams.submit(
                () -> {
                  stream(gateway, policy, limit, generated, random);
                  running.countDown();
                }));
      }
      while (running.getCount() > 0) {
        for (GatewayEngine gateway : gateways) {
          gateway.exchange();
          gateway.post();
        }
      }
      for (Future<?> stream : all) {
        stream.get();
      }
    }
    for (GatewayEngine gateway : gateways) {
      gateway.post();
      gateway.giveBack();
      gateway.close();
    }
    JsonNode ledger = ledger(policy);
    assertThat(generated.get()).isLessThanOrEqualTo(limit).isGreaterThan(limit - 2000);
    assertThat(ledger.get("settled").asLong()).isEqualTo(generated.get());
    assertThat(ledger.get("unleased").asLong()).isZero();
    assertThat(ledger.get("outstanding").asLong()).isZero();
    assertConserved(ledger);
  }

  /** Requests one after the other, ended anywhere, until the budget has nothing for them. */
  private static void stream(
      GatewayEngine gateway, QuotaPolicy policy, long limit, AtomicLong generated, Random random) {
    for (int refusals = 0; refusals < 40; ) {
      int prompt = 1 + random.nextInt(20);
      AtomicReference<GatewayEngine.Request> request = new AtomicReference<>();
      QuotaOutcome outcome = gateway.acquire(policy, prompt, 1 + random.nextInt(200), request);
      if (outcome instanceof QuotaOutcome.Refused refused) {
        if (refused.isSpent() && refused.remaining() == 0) {
          return;
        }
        refusals++;
        Thread.yield();
        continue;
      }
      GatewayEngine.Request running = request.get();
      int output = random.nextInt((int) running.mostOutputTokens() + 1);
      for (int token = 0; token < output; token++) {
        running.generate(1);
      }
      assertThat(generated.addAndGet(prompt + output)).isLessThanOrEqualTo(limit);
      running.end();
    }
  }

  @Test
  void smallLimit_isUsableToItsLastToken_byEveryGateway() {
    QuotaPolicy policy = quota("total_tokens", "lifetime", 20, "deny");
    try (GatewayEngine first = new GatewayEngine(admin(), folder.resolve("first"));
        GatewayEngine second = new GatewayEngine(admin(), folder.resolve("second"))) {
      GatewayEngine.Request request = first.begin(policy, 7, 2048);
      assertThat(request.mostOutputTokens()).isEqualTo(13);
      request.generate(3);
      request.end();
      assertThat(second.acquire(policy, 5, 2048, new AtomicReference<>()))
          .isInstanceOfSatisfying(
              QuotaOutcome.Refused.class, refused -> assertThat(refused.isSpent()).isFalse());
      first.exchange();
      first.exchange();
      second.skip(Duration.ofSeconds(2));
      GatewayEngine.Request other = second.begin(policy, 5, 2048);
      assertThat(other.mostOutputTokens()).isEqualTo(5);
      other.generate(5);
      other.end();
      first.post();
      second.post();
      second.skip(Duration.ofSeconds(2));
      assertThat(second.acquire(policy, 1, 1, new AtomicReference<>()))
          .isInstanceOfSatisfying(
              QuotaOutcome.Refused.class, refused -> assertThat(refused.isSpent()).isTrue());
    }
    assertThat(ledger(policy).get("settled").asLong()).isEqualTo(20);
  }

  @Test
  void killedGateway_losesNoUsage_andLocksTheBudgetNoLongerThanItsLease() {
    QuotaPolicy policy = quota("total_tokens", "lifetime", 10_000, "deny");
    Random random = new Random(7);
    long used = 0;
    GatewayEngine killed = new GatewayEngine(admin(), folder.resolve("killed"));
    for (int i = 0; i < 20; i++) {
      GatewayEngine.Request request = killed.begin(policy, 10, 100);
      int tokens = random.nextInt(100);
      request.generate(tokens);
      used += 10 + tokens;
      if (i % 3 == 0) {
        request.end();
      }
    }
    // Its memory is gone from here on; the files are as they were.
    try (GatewayEngine restarted = new GatewayEngine(admin(), folder.resolve("killed"))) {
      restarted.post();
      JsonNode ledger = ledger(policy);
      assertThat(ledger.get("settled").asLong()).isEqualTo(used);
      assertThat(ledger.get("outstanding").asLong()).isPositive();

      LeaseExpiry expiry = admin().bean(LeaseExpiry.class);
      expiry.sweep().block();
      admin().clock().advance(Duration.ofSeconds(149));
      expiry.sweep().block();
      assertThat(ledger(policy).get("outstanding").asLong()).isPositive();
      admin().clock().advance(Duration.ofSeconds(2));
      expiry.sweep().block();
      ledger = ledger(policy);
      assertThat(ledger.get("outstanding").asLong()).isZero();
      assertThat(ledger.get("expired").asLong()).isPositive();
      assertConserved(ledger);
      GatewayEngine.Request rest = restarted.begin(policy, 0, 10_000);
      assertThat(rest.mostOutputTokens()).isEqualTo(10_000 - used);
      rest.end();
    }
    killed.close();
  }

  @Test
  void usageThatArrivesAfterItsLeaseExpired_isChargedAllTheSame() {
    QuotaPolicy policy = quota("total_tokens", "lifetime", 1000, "deny");
    try (GatewayEngine late = new GatewayEngine(admin(), folder.resolve("late"))) {
      GatewayEngine.Request request = late.begin(policy, 10, 90);
      request.generate(40);
      LeaseExpiry expiry = admin().bean(LeaseExpiry.class);
      expiry.sweep().block();
      admin().clock().advance(Duration.ofSeconds(151));
      expiry.sweep().block();
      request.end();
      late.post();
      JsonNode ledger = ledger(policy);
      assertThat(ledger.get("settled").asLong()).isEqualTo(50);
      assertThat(ledger.get("outstanding").asLong()).isZero();
      assertConserved(ledger);
      // The gateway learns that its lease is over and asks for another.
      late.exchange();
      GatewayEngine.Request next = late.begin(policy, 10, 2000);
      assertThat(next.mostOutputTokens()).isEqualTo(940);
      next.end();
    }
  }

  @Test
  void leases_thatAreRenewed_outliveAnyTime() {
    QuotaPolicy policy = quota("total_tokens", "lifetime", 1000, "deny");
    LeaseExpiry expiry = admin().bean(LeaseExpiry.class);
    try (GatewayEngine gateway = new GatewayEngine(admin(), folder.resolve("alive"))) {
      GatewayEngine.Request request = gateway.begin(policy, 10, 90);
      for (int i = 0; i < 10; i++) {
        expiry.sweep().block();
        admin().clock().advance(Duration.ofSeconds(60));
        gateway.skip(Duration.ofSeconds(60));
        gateway.exchange();
      }
      request.generate(90);
      request.end();
      gateway.post();
    }
    assertThat(ledger(policy).get("expired").asLong()).isZero();
    assertThat(ledger(policy).get("settled").asLong()).isEqualTo(100);
  }

  @Test
  void clockSteps_overTheEdgeOfAWindow_openAndCloseBudgets_butNeverOvershootOne() {
    QuotaPolicy policy = quota("requests", "day", 5, "deny");
    try (GatewayEngine gateway = new GatewayEngine(admin(), folder.resolve("steps"))) {
      assertThat(spendAll(gateway, policy)).isEqualTo(5);
      admin().clock().advance(Duration.ofDays(1));
      gateway.skip(Duration.ofDays(1));
      gateway.exchange();
      assertThat(spendAll(gateway, policy)).isEqualTo(5);
      admin().clock().advance(Duration.ofDays(-1));
      gateway.skip(Duration.ofSeconds(2));
      gateway.exchange();
      assertThat(spendAll(gateway, policy)).isZero();
      gateway.post();
      JsonNode ledger = ledger(policy);
      assertThat(ledger.get("settled").asLong()).isEqualTo(5);
      assertConserved(ledger);
    }
  }

  @Test
  void concurrentStreams_areNeverMoreThanTheLimit_andComeBack() {
    QuotaPolicy policy = quota("concurrent_streams", null, 3, "deny");
    try (GatewayEngine first = new GatewayEngine(admin(), folder.resolve("c1"));
        GatewayEngine second = new GatewayEngine(admin(), folder.resolve("c2"))) {
      List<GatewayEngine.Request> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        for (GatewayEngine gateway : List.of(first, second)) {
          AtomicReference<GatewayEngine.Request> request = new AtomicReference<>();
          if (gateway.acquire(policy, 5, 5, request) instanceof QuotaOutcome.Held) {
            running.add(request.get());
          }
        }
      }
      assertThat(running.size()).isBetween(2, 3);
      running.forEach(GatewayEngine.Request::end);
      first.skip(Duration.ofSeconds(20));
      first.exchange();
      second.skip(Duration.ofSeconds(2));
      second.begin(policy, 5, 5).end();
      first.giveBack();
      second.giveBack();
    }
    JsonNode ledger = ledger(policy);
    assertThat(ledger.get("settled").asLong()).isZero();
    assertThat(ledger.get("outstanding").asLong()).isZero();
  }

  private static int spendAll(GatewayEngine gateway, QuotaPolicy policy) {
    for (int spent = 0; ; spent++) {
      AtomicReference<GatewayEngine.Request> request = new AtomicReference<>();
      if (!(gateway.acquire(policy, 1, 1, request) instanceof QuotaOutcome.Held)) {
        return spent;
      }
      request.get().end();
    }
  }

  private static void assertConserved(JsonNode ledger) {
    assertThat(ledger.get("granted").asLong())
        .isEqualTo(
            ledger.get("settled").asLong()
                + ledger.get("released").asLong()
                + ledger.get("expired").asLong()
                + ledger.get("outstanding").asLong());
    long settled = 0;
    for (JsonNode lease : ledger.get("leases")) {
      settled += lease.get("settled").asLong();
    }
    if (ledger.get("leases").size() < 50) {
      assertThat(settled).isEqualTo(ledger.get("settled").asLong());
    }
  }

  private QuotaPolicy quota(String metric, String window, long limit, String onStoreDown) {
    Map<String, Object> create = new HashMap<>();
    create.put("scope", "organisation");
    create.put("scopeId", "default");
    create.put("metric", metric);
    create.put("window", window);
    create.put("limit", limit);
    create.put("onStoreDown", onStoreDown);
    Browser browser = admin().admin();
    String id =
        json(browser.post("/api/v1/quotas", create).expectStatus().isCreated())
            .get("id")
            .asString();
    return admin().snapshot().quotas().stream()
        .filter(policy -> policy.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode ledger(QuotaPolicy policy) {
    return json(
        admin().admin().read("/api/v1/quotas/" + policy.id() + "/ledger").expectStatus().isOk());
  }

  private static JsonNode json(WebTestClient.ResponseSpec response) {
    return response.expectBody(JsonNode.class).returnResult().getResponseBody();
  }
}
