package dev.sluice.inference;

import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.SignedContext;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.versions.EngineStarter;
import java.time.Instant;
import java.util.Arrays;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** The real application on a free port, with an engine of the test's choice. */
final class RunningPod implements AutoCloseable {
  static final String SECRET = "a secret for this test";

  private final ConfigurableApplicationContext context;

  /** A pod whose only engine is the given one. */
  RunningPod(InferenceEngine engine, String... properties) {
    this(
        c ->
            ((GenericApplicationContext) c)
                .registerBean("engineStarter", EngineStarter.class, () -> new FakeStarter(engine)),
        and(properties, "sluice.inference.model=fake.gguf"));
  }

  private RunningPod(
      ApplicationContextInitializer<ConfigurableApplicationContext> beans, String... properties) {
    context =
        InferenceApplication.builder()
            .initializers(beans)
            .properties(
                "sluice.internal-secret=" + SECRET,
                "spring.main.allow-bean-definition-overriding=true")
            .properties(properties)
            .run("--server.port=0");
  }

  /** A pod with real engines. */
  static RunningPod real(String... properties) {
    return new RunningPod(c -> {}, properties);
  }

  private static String[] and(String[] properties, String one) {
    String[] all = Arrays.copyOf(properties, properties.length + 1);
    all[properties.length] = one;
    return all;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  boolean isActive() {
    return context.isActive();
  }

  /** A client of the pod with a valid context. */
  WebClient client() {
    return WebClient.builder()
        .baseUrl("http://127.0.0.1:" + port())
        .defaultHeader(SignedContext.HEADER, signature())
        .build();
  }

  /** The same without a context. */
  WebTestClient stranger() {
    return WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port()).build();
  }

  WebTestClient caller() {
    return stranger().mutate().defaultHeader(SignedContext.HEADER, signature()).build();
  }

  WebClient.RequestHeadersSpec<?> generate(String requestId, int... promptIds) {
    return client().post().uri(InternalPaths.GENERATE).bodyValue(request(requestId, promptIds));
  }

  static GenerateRequest request(String requestId, int... promptIds) {
    return new GenerateRequest(
        requestId, null, promptIds, 0, 16, null, null, null, false, null, null, null, 0, null);
  }

  static String signature() {
    return new SignedContext("gateway", "project-1", Instant.now().plusSeconds(60)).sign(SECRET);
  }

  @Override
  public void close() {
    context.close();
  }
}
