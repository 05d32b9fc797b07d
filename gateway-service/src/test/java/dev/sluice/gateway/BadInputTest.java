package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.chatBody;
import static dev.sluice.gateway.GatewayHarness.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What clients get wrong: a clear 4xx with a code and the field's name, and never a 5xx. */
class BadInputTest {
  private static final String CHAT = "/v1/chat/completions";
  private static GatewayHarness gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayHarness.start(1);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"temperature\":-1;temperature;invalid_value",
        "\"temperature\":\"hot\";temperature;invalid_value",
        "\"temperature\":1e999;temperature;invalid_value",
        "\"top_p\":0;top_p;invalid_value",
        "\"n\":0;n;invalid_value",
        "\"n\":17;n;invalid_value",
        "\"max_tokens\":0;max_tokens;invalid_value",
        "\"max_tokens\":99999999999999999999;max_tokens;invalid_value",
        "\"max_tokens\":1.5;max_tokens;invalid_value",
        "\"max_completion_tokens\":600;max_tokens;context_length_exceeded",
        "\"stop\":[\"\"];stop;invalid_value",
        "\"stop\":[1];stop;invalid_value",
        "\"logit_bias\":{\"x\":1};logit_bias;invalid_value",
        "\"logit_bias\":{\"1\":101};logit_bias;invalid_value",
        "\"top_logprobs\":21,\"logprobs\":true;top_logprobs;invalid_value",
        "\"top_logprobs\":2;top_logprobs;invalid_value",
        "\"stream_options\":{};stream_options;invalid_value",
        "\"seed\":1.5;seed;invalid_value",
        "\"stream\":\"yes\";stream;invalid_value",
        "\"min_tokens\":3;min_tokens;unsupported_parameter",
        "\"tool_choice\":\"required\";tool_choice;unsupported_parameter",
        "\"response_format\":{\"type\":\"json_schema\"};response_format;unsupported_parameter",
        "\"best_of\":2;best_of;unsupported_parameter",
        "\"audio\":{};audio;unsupported_parameter",
        "\"modalities\":[\"audio\"];modalities;unsupported_parameter",
        "\"model\":\"none\";model;model_not_found",
        "\"model\":7;model;invalid_value",
        "\"model\":null;model;missing_field",
        "\"messages\":[];messages;missing_field",
        "\"messages\":[1];messages[0];invalid_value",
        "\"messages\":[{\"role\":\"user\"}];messages[0].content;missing_field",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}];messages[0].content[0];unsupported_parameter",
      })
  void chat_badField_isNamed(String field, String param, String code) {
    HttpResponse<String> response = gateway.chat("," + field);
    JsonNode error = json(response).get("error");
    assertThat(error.get("code").asString()).isEqualTo(code);
    assertThat(error.get("param").asString()).isEqualTo(param);
    assertThat(response.statusCode()).isEqualTo(code.equals("model_not_found") ? 404 : 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"temperature\":null,\"stop\":null,\"logprobs\":null,\"tools\":null,\"stream_options\":null",
        "\"response_format\":{\"type\":\"text\"},\"tool_choice\":\"auto\",\"modalities\":[\"text\"]",
        "\"repetition_penalty\":1.0,\"ignore_eos\":true,\"min_tokens\":0,\"best_of\":1",
        "\"top_k\":-1,\"min_p\":0.1,\"logit_bias\":{\"5\":-100},\"stop_token_ids\":[3],\"stop\":\"x\"",
        "\"made_up_field\":{\"deep\":[1,2]},\"user\":\"someone\",\"metadata\":{}",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"half \\ud83d pair\"}]",
      })
  void chat_harmlessFields_areAccepted(String fields) {
    assertThat(gateway.chat(",\"max_tokens\":1," + fields).statusCode()).isEqualTo(200);
  }

  @Test
  void chat_promptBeyondTheContext_saysTheNumbers() {
    String body = "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    HttpResponse<String> response = gateway.send(CHAT, body.formatted("x".repeat(600)));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/code").asString()).isEqualTo("context_length_exceeded");
    assertThat(json(response).at("/error/message").asString()).contains("512", "605");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "nul", "{\"model\":NaN}", "{} {}", "\"x\"", "{\"a\":1,}"})
  void chat_invalidJson_is400(String body) {
    HttpResponse<String> response = gateway.send(CHAT, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/code").asString()).isIn("invalid_json", "missing_field");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"suffix\":\"x\";suffix",
        "\"prompt\":[];prompt",
        "\"prompt\":[[1],[]];prompt",
        "\"prompt\":[1,\"a\"];prompt",
        "\"prompt\":[-1];prompt",
        "\"prompt\":[1000];prompt",
        "\"prompt\":{};prompt",
        "\"logprobs\":21;logprobs",
        "\"max_tokens\":0;max_tokens",
      })
  void completions_badField_isNamed(String field, String param) {
    HttpResponse<String> response =
        gateway.send("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"hi\"," + field + "}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/param").asString()).isEqualTo(param);
  }

  @Test
  void unknownRoutesAndMethods_haveErrorBodies() {
    assertThat(json(gateway.get("/v1/nothing")).at("/error/code").asString())
        .isEqualTo("not_found");
    HttpResponse<String> wrongMethod = gateway.get(CHAT);
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(json(wrongMethod).at("/error/code").asString()).isEqualTo("method_not_allowed");
  }

  @Test
  void wrongContentType_is415() {
    HttpRequest request =
        gateway
            .request(CHAT)
            .header("content-type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(chatBody("")))
            .build();
    HttpResponse<String> response = gateway.send(request);
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(json(response).at("/error/code").asString()).isEqualTo("unsupported_media_type");
  }

  @Test
  void tenMegabytes_is413_whetherItsLengthIsToldOrNot() {
    byte[] large = new byte[10_000_000];
    Arrays.fill(large, (byte) ' ');
    for (boolean isToldLength : new boolean[] {true, false}) {
      HttpRequest.BodyPublisher body =
          isToldLength
              ? HttpRequest.BodyPublishers.ofByteArray(large)
              : HttpRequest.BodyPublishers.ofInputStream(
                  () -> new java.io.ByteArrayInputStream(large));
      HttpResponse<String> response =
          gateway.send(
              gateway.request(CHAT).header("content-type", "application/json").POST(body).build());
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(json(response).at("/error/code").asString()).isEqualTo("request_too_large");
    }
    assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
  }

  @Test
  void requestId_saneIsEchoed_otherIsReplaced() {
    HttpResponse<String> sane =
        gateway.send(gateway.request("/v1/models").header("x-request-id", "abc-1").build());
    HttpResponse<String> odd =
        gateway.send(gateway.request("/v1/models").header("x-request-id", "a b<script>").build());
    assertThat(sane.headers().firstValue("x-request-id")).contains("abc-1");
    assertThat(odd.headers().firstValue("x-request-id").orElseThrow()).startsWith("req-");
  }

  @Test
  void mutatedBodies_thousandOfThem_neverGiveA5xx() {
    List<String> valid =
        List.of(
            chatBody(
                ",\"max_tokens\":2,\"temperature\":0.5,\"stop\":[\"x\"],\"seed\":3,\"n\":2,\"logit_bias\":{\"5\":1},\"logprobs\":true,\"top_logprobs\":2"),
            chatBody(
                ",\"stream\":true,\"max_tokens\":2,\"stream_options\":{\"include_usage\":true},\"tools\":[{\"type\":\"function\"}]"),
            "{\"model\":\"tiny\",\"prompt\":[[104,105],[7]],\"max_tokens\":1,\"echo\":true,\"logprobs\":2}",
            "{\"model\":\"tiny\",\"prompt\":\"caf\\u00e9 \\ud83d\\ude00\",\"max_tokens\":2,\"stream\":true}");
    Random random = new Random(20_261_123);
    for (int i = 0; i < 1000; i++) {
      int which = random.nextInt(valid.size());
      String body = mutated(valid.get(which), random);
      HttpResponse<String> response = gateway.send(which < 2 ? CHAT : "/v1/completions", body);
      assertThat(response.statusCode()).as("round %d: %s", i, body).isLessThan(500);
      assertThat(response.body()).as("round %d: %s", i, body).doesNotContain("\"internal\"");
    }
  }

  private static String mutated(String body, Random random) {
    String[] splices = {
      "null",
      "-1",
      "1e999",
      "NaN",
      "{}",
      "[]",
      "\"\\ud800\"",
      "true",
      "99999999999999999999999",
      "\"x\"",
      "[[]]",
      "0.1",
      "-0",
      "\"model\":1,",
      "\\u0000",
      "1E-400",
      "[[[[[[",
      "}",
      "\""
    };
    StringBuilder text = new StringBuilder(body);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, splices[random.nextInt(splices.length)]);
        case 2 -> replaceValue(text, splices[random.nextInt(splices.length)], random);
        default -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
      }
      text.append(text.isEmpty() ? "{" : "");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Puts another value where some field's value begins, so that the text often stays valid. */
  private static void replaceValue(StringBuilder text, String value, Random random) {
    int colon = text.indexOf(":", random.nextInt(text.length()));
    int comma = colon < 0 ? -1 : text.indexOf(",", colon);
    if (comma > 0) {
      text.replace(colon + 1, comma, value);
    }
  }
}
