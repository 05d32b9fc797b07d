package dev.sluice.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.SignedContext;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class InternalDoorTest {
  private static final String SECRET = "a secret of the test";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final WebTestClient client =
      WebTestClient.bindToApplicationContext(new AnnotationConfigApplicationContext(Door.class))
          .build();

  @Test
  void internalPath_validContext_passes() {
    client
        .get()
        .uri("/internal/v1/probe")
        .header(SignedContext.HEADER, signed(SECRET, 60))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("inside");
  }

  @Test
  void internalPath_noOrForeignOrExpiredContext_refused() {
    assertThat(refusal(null).message()).contains("is missing");
    assertThat(refusal("v1.x.y").code()).isEqualTo(ErrorCode.UNAUTHORIZED_CONTEXT);
    assertThat(refusal(signed("another secret, as long", 60)).message()).contains("expired or");
    assertThat(refusal(signed(SECRET, 0)).code()).isEqualTo(ErrorCode.UNAUTHORIZED_CONTEXT);
  }

  @Test
  void internalPath_percentEncoded_isStillGuarded() {
    client.get().uri(URI.create("/%69nternal/v1/probe")).exchange().expectStatus().isUnauthorized();
  }

  @Test
  void otherPath_noContext_passes() {
    client.get().uri("/open").exchange().expectStatus().isOk();
  }

  @Test
  void refusal_withRetryAfter_carriesHeaderRoundedUp() {
    client
        .get()
        .uri("/internal/v1/busy")
        .header(SignedContext.HEADER, signed(SECRET, 60))
        .exchange()
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .valueEquals("Retry-After", "2")
        .expectBody(ErrorDetail.class)
        .value(detail -> assertThat(detail.code()).isEqualTo(ErrorCode.QUEUE_FULL));
  }

  @Test
  void brokenBody_tellsPlaceButNotContent() {
    ErrorDetail detail = post("{\"number\": topsecret}");
    assertThat(detail.code()).isEqualTo(ErrorCode.INVALID_JSON);
    assertThat(detail.message()).contains("line 1").doesNotContain("topsecret");
  }

  @Test
  void wrongType_namesFieldButNotValue() {
    ErrorDetail detail = post("{\"number\": \"topsecret\"}");
    assertThat(detail.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(detail.param()).isEqualTo("number");
    assertThat(detail.message()).doesNotContain("topsecret");
  }

  @Test
  void unknownPathMethodAndMediaType_haveTheirOwnCodes() {
    assertThat(detail(client.get().uri("/internal/v1/none"), 404)).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(detail(client.delete().uri("/internal/v1/probe"), 405))
        .isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(
            detail(
                client
                    .post()
                    .uri("/internal/v1/probe")
                    .contentType(MediaType.TEXT_PLAIN)
                    .bodyValue("x"),
                415))
        .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void unexpectedFailure_hidesItsMessage() {
    client
        .get()
        .uri("/internal/v1/bug")
        .header(SignedContext.HEADER, signed(SECRET, 60))
        .exchange()
        .expectStatus()
        .isEqualTo(500)
        .expectBody(String.class)
        .value(body -> assertThat(body).contains("INTERNAL").doesNotContain("inner workings"));
  }

  @Test
  void settings_shortSecret_refusedWithoutQuotingIt() {
    assertThatThrownBy(() -> new InternalDoorSettings("short"))
        .hasMessageContaining("5 characters")
        .hasMessageNotContaining("short");
    assertThat(new InternalDoorSettings(SECRET).toString()).doesNotContain(SECRET);
  }

  private ErrorDetail refusal(String header) {
    var request = client.get().uri("/internal/v1/probe");
    if (header != null) {
      request.header(SignedContext.HEADER, header);
    }
    return request
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectBody(ErrorDetail.class)
        .returnResult()
        .getResponseBody();
  }

  private ErrorDetail post(String body) {
    return client
        .post()
        .uri("/internal/v1/probe")
        .header(SignedContext.HEADER, signed(SECRET, 60))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody(ErrorDetail.class)
        .returnResult()
        .getResponseBody();
  }

  private static ErrorCode detail(WebTestClient.RequestHeadersSpec<?> request, int status) {
    return request
        .header(SignedContext.HEADER, signed(SECRET, 60))
        .exchange()
        .expectStatus()
        .isEqualTo(status)
        .expectBody(ErrorDetail.class)
        .returnResult()
        .getResponseBody()
        .code();
  }

  private static String signed(String secret, int validSeconds) {
    return new SignedContext("gateway", "", NOW.plusSeconds(validSeconds)).sign(secret);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFlux
  @Import(Probe.class)
  static class Door {
    @Bean
    SignedContextFilter filter() {
      return new SignedContextFilter(SECRET, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Bean
    ErrorDetailWriter writer() {
      return new ErrorDetailWriter(JsonMapper.shared());
    }
  }

  record Body(int number) {}

  @RestController
  static class Probe {
    @GetMapping("/internal/v1/probe")
    String inside() {
      return "inside";
    }

    @PostMapping(path = "/internal/v1/probe", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<Integer> read(@RequestBody Mono<Body> body) {
      return body.map(Body::number);
    }

    @GetMapping("/internal/v1/busy")
    String busy() {
      throw new RefusedException(new ErrorDetail(ErrorCode.QUEUE_FULL, "full", null, 1200L));
    }

    @GetMapping("/internal/v1/bug")
    String bug() {
      throw new IllegalStateException("inner workings");
    }

    @GetMapping("/open")
    String open() {
      return "open";
    }
  }
}
