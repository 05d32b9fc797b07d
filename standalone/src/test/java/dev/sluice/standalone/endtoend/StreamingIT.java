package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The wire, byte by byte, without any client library. */
class StreamingIT {
  private static final String GREEDY =
      "\"model\":\"stories260k\",\"temperature\":0,\"max_tokens\":128,\"ignore_eos\":true";

  @Test
  void completion_notStreamed_givesGoldenText() throws Exception {
    HttpResponse<String> response =
        Door.post("/v1/completions", "{" + GREEDY + ",\"prompt\":\"" + Golden.PROMPT + "\"}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode body = Door.json(response.body());
    JsonNode choice = body.path("choices").get(0);
    assertThat(choice.path("text").stringValue()).isEqualTo(Golden.CONTINUATION);
    assertThat(choice.path("finish_reason").stringValue()).isEqualTo("length");
    assertThat(body.path("usage").path("prompt_tokens").intValue())
        .isEqualTo(Golden.PROMPT_IDS.size());
    assertThat(body.path("usage").path("completion_tokens").intValue()).isEqualTo(128);
  }

  @Test
  void completion_tokenIdPrompt_givesGoldenText() throws Exception {
    HttpResponse<String> response =
        Door.post("/v1/completions", "{" + GREEDY + ",\"prompt\":" + Golden.PROMPT_IDS + "}");
    assertThat(Door.json(response.body()).path("choices").get(0).path("text").stringValue())
        .isEqualTo(Golden.CONTINUATION);
  }

  @Test
  void chat_streamed_keepsTheWire() throws Exception {
    HttpResponse<Stream<String>> response =
        Door.stream(
            "/v1/chat/completions",
            "{"
                + GREEDY
                + ",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + Golden.PROMPT
                + "\"}]}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    List<JsonNode> chunks = Door.chunks(response);
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.path("object").stringValue()).isEqualTo("chat.completion.chunk");
              assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
              assertThat(chunk.path("created")).isEqualTo(chunks.getFirst().path("created"));
              assertThat(chunk.path("model").stringValue()).isEqualTo("stories260k");
            });
    assertThat(delta(chunks.getFirst()).path("role").stringValue()).isEqualTo("assistant");
    assertThat(text(chunks)).isEqualTo(Golden.CONTINUATION);
    JsonNode usage = chunks.getLast().path("usage");
    assertThat(chunks.getLast().path("choices")).isEmpty();
    assertThat(usage.path("completion_tokens").intValue()).isEqualTo(128);
  }

  @Test
  void chat_streamed_finishReasonIsNullUntilTheEnd() throws Exception {
    List<JsonNode> chunks =
        Door.chunks(
            Door.stream(
                "/v1/chat/completions",
                "{\"model\":\"stories260k\",\"stream\":true,\"max_tokens\":5,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"One day\"}]}"));
    List<JsonNode> reasons =
        chunks.stream().map(chunk -> chunk.path("choices").get(0).path("finish_reason")).toList();
    assertThat(reasons.subList(0, reasons.size() - 1)).allMatch(JsonNode::isNull);
    assertThat(reasons.getLast().stringValue()).isEqualTo("length");
    assertThat(chunks).noneMatch(chunk -> chunk.path("usage").isObject());
  }

  @Test
  void tokenize_andBack_roundTrips() throws Exception {
    HttpResponse<String> tokens =
        Door.post("/tokenize", "{\"model\":\"stories260k\",\"prompt\":\"" + Golden.PROMPT + "\"}");
    assertThat(Door.json(tokens.body()).path("tokens")).isEqualTo(Golden.PROMPT_IDS);
    HttpResponse<String> text =
        Door.post(
            "/detokenize", "{\"model\":\"stories260k\",\"tokens\":" + Golden.PROMPT_IDS + "}");
    assertThat(Door.json(text.body()).path("prompt").stringValue()).contains(Golden.PROMPT);
  }

  private static String text(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> delta(chunk).path("content").stringValue(""))
        .collect(Collectors.joining());
  }

  private static JsonNode delta(JsonNode chunk) {
    return chunk.path("choices").path(0).path("delta");
  }
}
