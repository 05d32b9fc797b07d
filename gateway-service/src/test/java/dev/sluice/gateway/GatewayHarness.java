package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewaySnapshot.ApiKey;
import dev.sluice.contract.GatewaySnapshot.PublicModel;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.fake.FakeAdmin;
import dev.sluice.gateway.fake.FakePod;
import dev.sluice.gateway.fake.FakeServer;
import dev.sluice.gateway.fake.FakeTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole gateway on a free port between hand-written pods, tokenizer and control plane. */
public final class GatewayHarness implements AutoCloseable {
  public static final String SECRET = "sk-test-secret";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public final FakeAdmin admin = new FakeAdmin();
  public final FakeTokenizer tokenizer = new FakeTokenizer();
  public final List<FakePod> pods = new ArrayList<>();

  /** Speaks as any stock client: HTTP/2 wanted, so each request asks for an upgrade. */
  public final HttpClient client = HttpClient.newHttpClient();

  public final Path data;
  public ConfigurableApplicationContext context;

  private GatewayHarness(int podCount) throws IOException {
    data = Files.createTempDirectory("gateway-test");
    admin.start(0);
    tokenizer.start(0);
    for (int i = 0; i < podCount; i++) {
      FakePod pod = new FakePod();
      pod.start(0);
      pods.add(pod);
    }
  }

  public static GatewayHarness start(int podCount, String... properties) {
    try {
      GatewayHarness harness = new GatewayHarness(podCount);
      harness.admin.publish(List.of(FakeAdmin.key("k1", SECRET)), List.of());
      harness.startGateway(properties);
      await(() -> harness.get("/health").statusCode() == 200);
      await(() -> harness.readyPods() == podCount);
      return harness;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void startGateway(String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--sluice.internal-secret=" + FakeServer.SECRET);
    arguments.add("--sluice.data-dir=" + data);
    arguments.add("--sluice.gateway.peppers." + FakeAdmin.PEPPER_ID + "=" + FakeAdmin.PEPPER);
    arguments.add("--sluice.gateway.upstream.admin=" + admin.url());
    arguments.add("--sluice.gateway.upstream.tokenizer=" + tokenizer.url());
    arguments.add("--sluice.gateway.quota.post-interval=50ms");
    arguments.add(
        "--sluice.gateway.pods="
            + pods.stream().map(FakePod::address).collect(Collectors.joining(",")));
    for (String property : properties) {
      arguments.add("--" + property);
    }
    context =
        new SpringApplicationBuilder(GatewayApplication.class)
            .properties("spring.config.name=gateway-service")
            .run(arguments.toArray(String[]::new));
  }

  public int port() {
    return context.getBean(Environment.class).getRequiredProperty("local.server.port", int.class);
  }

  /** Asks the management port, where that is another one. */
  public HttpResponse<String> management(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.management.port");
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
  }

  /** Replaces keys and models and waits until the gateway has them. */
  public void publish(List<ApiKey> keys, List<PublicModel> models) {
    admin.publish(keys, models);
    var tenants = context.getBean(dev.sluice.gateway.tenant.TenantDirectory.class);
    await(() -> tenants.revision() == admin.revision());
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20))
        .header("authorization", "Bearer " + SECRET);
  }

  public HttpRequest post(String path, String body) {
    return request(path)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> send(String path, String body) {
    return send(post(path, body));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  public HttpResponse<String> chat(String extraFields) {
    return send("/v1/chat/completions", chatBody(extraFields));
  }

  /** A chat whose prompt is {@code user:hi}, seven tokens. */
  public static String chatBody(String extraFields) {
    return "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
        + extraFields
        + "}";
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /** The payloads of a stream's data lines but the last, which must be [DONE]. */
  public static List<JsonNode> chunks(HttpResponse<String> response) {
    List<String> lines = response.body().lines().filter(line -> line.startsWith("data: ")).toList();
    assertThat(lines.getLast()).isEqualTo("data: [DONE]");
    return lines.subList(0, lines.size() - 1).stream()
        .map(line -> JSON.readTree(line.substring(6)))
        .toList();
  }

  public static String streamedText(List<JsonNode> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.path("choices").valueStream())
        .map(choice -> choice.path("delta").path("content").asString(""))
        .collect(Collectors.joining());
  }

  public UsageEvent awaitUsage(int count) {
    await(() -> admin.usage.size() >= count);
    return admin.usage.getLast();
  }

  public static void await(BooleanSupplier condition) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(10))
        .until(condition::getAsBoolean);
  }

  public Map<String, FakePod> podsByAddress() {
    return pods.stream().collect(Collectors.toMap(FakePod::address, pod -> pod));
  }

  private long readyPods() {
    return context.getBean(dev.sluice.gateway.route.PodTable.class).seen().stream()
        .filter(pod -> pod.load() != null)
        .count();
  }

  @Override
  public void close() {
    context.close();
    pods.forEach(FakePod::close);
    tokenizer.close();
    admin.close();
  }
}
