package dev.sluice.tokenizer;

import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.SignedContext;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.time.Instant;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The real application on a free port, with a catalog and a clock of the test's choice. */
final class RunningTokenizer implements AutoCloseable {
  static final String SECRET = "a secret for this test";

  private final ConfigurableApplicationContext context;

  RunningTokenizer(TokenizerCatalog catalog, String... properties) {
    context =
        TokenizerApplication.builder()
            .initializers(
                c -> {
                  GenericApplicationContext beans = (GenericApplicationContext) c;
                  beans.registerBean("tokenizerCatalog", TokenizerCatalog.class, () -> catalog);
                })
            .properties(
                "sluice.internal-secret=" + SECRET,
                "spring.main.allow-bean-definition-overriding=true")
            .properties(properties)
            .run("--server.port=0");
  }

  /** A service with nothing but what it is told to load. */
  static RunningTokenizer empty(String... properties) {
    return new RunningTokenizer(TokenizerCatalog.of(List.of()), properties);
  }

  WebTestClient stranger() {
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
  }

  WebTestClient caller() {
    String signature =
        new SignedContext("gateway", "project-1", Instant.now().plusSeconds(60)).sign(SECRET);
    return stranger().mutate().defaultHeader(SignedContext.HEADER, signature).build();
  }

  TokenizeResult post(String path, Object body) {
    return exchange(path, body)
        .expectStatus()
        .isOk()
        .expectBody(TokenizeResult.class)
        .returnResult()
        .getResponseBody();
  }

  ErrorDetail refused(String path, Object body, int status) {
    return exchange(path, body)
        .expectStatus()
        .isEqualTo(status)
        .expectBody(ErrorDetail.class)
        .returnResult()
        .getResponseBody();
  }

  private WebTestClient.ResponseSpec exchange(String path, Object body) {
    return caller()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  @Override
  public void close() {
    context.close();
  }
}
