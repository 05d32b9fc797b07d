package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What clients get wrong: each a clear 4xx with a code and the value, and nobody else notices. */
class BadInputIT {
  private static final String CHAT = "/v1/chat/completions";
  private static final String PLAIN = "/v1/completions";
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final String MODEL = "\"model\":\"stories260k\"";

  static Stream<Arguments> wrongRequests() {
    return Stream.of(
        Arguments.of("invalid JSON", CHAT, "{\"model\":", 400, "invalid_json", ""),
        Arguments.of("no object", CHAT, "[1,2]", 400, "", ""),
        Arguments.of("model is a number", CHAT, "{\"model\":7," + HELLO + "}", 400, "", "model"),
        Arguments.of(
            "messages is a string", CHAT, chat("\"messages\":\"hi\""), 400, "", "messages"),
        Arguments.of(
            "temperature is text", CHAT, chat(HELLO, "\"temperature\":\"hot\""), 400, "", "hot"),
        Arguments.of(
            "unknown model",
            CHAT,
            "{\"model\":\"gpt-9\"," + HELLO + "}",
            404,
            "model_not_found",
            "gpt-9"),
        Arguments.of("empty messages", CHAT, chat("\"messages\":[]"), 400, "", "messages"),
        Arguments.of("no messages", CHAT, chat("\"user\":\"x\""), 400, "", "messages"),
        Arguments.of(
            "over-long prompt",
            PLAIN,
            "{" + MODEL + ",\"prompt\":\"" + "word ".repeat(5000) + "\"}",
            400,
            "context_length_exceeded",
            ""),
        Arguments.of(
            "max_tokens beyond the context",
            CHAT,
            chat(HELLO, "\"max_tokens\":1000000"),
            400,
            "context_length_exceeded",
            "1000000"),
        Arguments.of(
            "negative temperature",
            CHAT,
            chat(HELLO, "\"temperature\":-0.5"),
            400,
            "invalid_value",
            "-0.5"),
        Arguments.of("n is 0", CHAT, chat(HELLO, "\"n\":0"), 400, "invalid_value", ""),
        Arguments.of("top_p is 2", CHAT, chat(HELLO, "\"top_p\":2"), 400, "invalid_value", "2"),
        Arguments.of(
            "id outside the vocabulary",
            PLAIN,
            "{" + MODEL + ",\"prompt\":[1,99999]}",
            400,
            "",
            "99999"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongRequests")
  void post_wrongRequest_isAClear4xx(
      String name, String path, String body, int status, String code, String value)
      throws Exception {
    HttpResponse<String> response = Door.post(path, body);
    assertThat(response.statusCode()).as(name + ": " + response.body()).isEqualTo(status);
    JsonNode error = Door.json(response.body()).path("error");
    assertThat(error.path("message").stringValue()).isNotBlank().contains(value);
    assertThat(error.path("code").stringValue()).isNotBlank().contains(code);
    assertThat(error.path("type").stringValue()).isNotBlank();
  }

  @Test
  void post_tenMegabytes_isTooLarge() throws Exception {
    String body = chat("\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(10_000_000));
    HttpResponse<String> response = Door.post(CHAT, body);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Door.json(response.body()).path("error").path("code").stringValue())
        .isEqualTo("request_too_large");
  }

  @Test
  void post_noKey_isUnauthorized() throws Exception {
    assertUnauthorized(Door.post(CHAT, null, chat(HELLO)));
  }

  @Test
  void post_unknownKey_isUnauthorizedAndNotRepeated() throws Exception {
    HttpResponse<String> response = Door.post(CHAT, "sk-sluice-0123456789", chat(HELLO));
    assertUnauthorized(response);
    assertThat(response.body()).doesNotContain("0123456789");
  }

  @Test
  void post_wrongRequestsMeanwhile_otherStreamsGoOn() throws Exception {
    try (SteadyStreams _ = SteadyStreams.start()) {
      for (Arguments request : wrongRequests().toList()) {
        assertThat(Door.post((String) request.get()[1], (String) request.get()[2]).statusCode())
            .isBetween(400, 499);
      }
    }
  }

  private static void assertUnauthorized(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(Door.json(response.body()).path("error").path("code").stringValue())
        .isEqualTo("invalid_api_key");
  }

  private static String chat(String... fields) {
    return "{" + MODEL + "," + String.join(",", fields) + "}";
  }
}
