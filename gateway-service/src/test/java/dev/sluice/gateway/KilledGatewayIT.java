package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.gateway.fake.FakeServer;
import dev.sluice.gateway.fake.FakeTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** A gateway process is killed in the middle of a stream and started again. */
class KilledGatewayIT {
  private static final String POLICY = "q";

  private final FakeAdmin admin = new FakeAdmin();
  private final FakeTokenizer tokenizer = new FakeTokenizer();
  private final FakePod pod = new FakePod();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path data;
  private int port;
  private Process gateway;

  @BeforeEach
  void start() throws IOException {
    admin.start(0);
    tokenizer.start(0);
    pod.start(0);
    FakeBudgets budgets = new FakeBudgets();
    budgets.limit(POLICY, 100_000, QuotaWindow.LIFETIME);
    admin.leases = budgets;
    admin.quotas =
        List.of(
            new QuotaPolicy(
                POLICY,
                Scope.KEY,
                "k1",
                "*",
                QuotaMetric.TOTAL_TOKENS,
                QuotaWindow.LIFETIME,
                100_000,
                Mode.ENFORCE,
                OnStoreDown.DENY,
                1));
    admin.publish(List.of(FakeAdmin.key("k1", GatewayHarness.SECRET)), List.of());
    pod.behaviour =
        request ->
            Flux.interval(Duration.ofMillis(2))
                .onBackpressureDrop()
                .take(400)
                .map(i -> FakePod.delta(request, i.intValue()));
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    launch();
  }

  @AfterEach
  void stop() {
    gateway.destroyForcibly();
    pod.close();
    tokenizer.close();
    admin.close();
  }

  @Test
  void killedMidStream_chargesWhatWasSent_onceItIsBack() throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            request("/v1/chat/completions")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        GatewayHarness.chatBody(",\"stream\":true,\"max_tokens\":400")))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    int received = 0;
    StringBuilder text = new StringBuilder();
    try (InputStream body = response.body()) {
      for (int c = body.read(); c >= 0; c = body.read()) {
        text.append((char) c);
        if (count(text) == 40 && gateway.isAlive()) {
          gateway.destroyForcibly().waitFor();
        }
      }
    } catch (IOException e) {
      // The connection ends with the process.
      received = count(text);
    }
    received = Math.max(received, count(text));
    assertThat(received).isGreaterThanOrEqualTo(40);
    assertThat(admin.usage).isEmpty();
    launch();
    await(() -> !admin.usage.isEmpty());
    UsageEvent usage = admin.usage.getFirst();
    assertThat(usage.errorCode()).isEqualTo(UsageEvent.GATEWAY_LOST);
    assertThat(usage.keyId()).isEqualTo("k1");
    assertThat(usage.promptTokens()).isEqualTo(7);
    assertThat(usage.outputTokens()).isBetween(received, 400);
    assertThat(usage.charges()).hasSize(1);
    QuotaCharge charge = usage.charges().getFirst();
    assertThat(charge.amount()).isEqualTo(7L + usage.outputTokens());
    assertThat(charge.leaseId()).isNotNull();
  }

  private static int count(StringBuilder text) {
    return text.toString().split("\"content\":\"[a-z]\"", -1).length - 1;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20))
        .header("content-type", "application/json")
        .header("authorization", "Bearer " + GatewayHarness.SECRET);
  }

  private void launch() throws IOException {
    String classPath =
        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
    gateway =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "-Dspring.config.name=gateway-service",
                GatewayApplication.class.getName(),
                "--server.port=" + port,
                "--sluice.internal-secret=" + FakeServer.SECRET,
                "--sluice.data-dir=" + data,
                "--sluice.gateway.peppers." + FakeAdmin.PEPPER_ID + "=" + FakeAdmin.PEPPER,
                "--sluice.gateway.upstream.admin=" + admin.url(),
                "--sluice.gateway.upstream.tokenizer=" + tokenizer.url(),
                "--sluice.gateway.quota.post-interval=50ms",
                "--sluice.gateway.pods=" + pod.address())
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("gateway.log").toFile())
            .start();
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () ->
                client
                        .send(request("/health").build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                    == 200);
  }
}
