package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.chunks;
import static dev.sluice.gateway.GatewayHarness.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The exact wire of both endpoints, over a real port with the default JDK client. */
class CompletionWireTest {
  private static GatewayHarness gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayHarness.start(1);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void chat_streamed_hasExactBytes() {
    HttpResponse<String> response =
        gateway.chat(
            ",\"stream\":true,\"max_tokens\":2,\"stream_options\":{\"include_usage\":true}");
    String head =
        response.body().replaceAll("(?s)^data: (\\{\"id\":\"chatcmpl-[0-9a-f]{32}\",).*", "$1");
    String created = response.body().replaceAll("(?s).*?\"created\":(\\d+).*", "$1");
    String start =
        "data: %s\"object\":\"chat.completion.chunk\",\"created\":%s,\"model\":\"tiny\",\"choices\":"
            .formatted(head, created);
    assertThat(response.body())
        .isEqualTo(
            start
                + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
                + start
                + "[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
                + start
                + "[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
                + start
                + "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\",\"stop_reason\":null}],\"usage\":null}\n\n"
                + start
                + "[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\n"
                + "data: [DONE]\n\n");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void chat_notStreamed_foldsTheSameText() {
    HttpResponse<String> response = gateway.chat(",\"max_tokens\":30");
    JsonNode body = json(response);
    JsonNode choice = body.get("choices").get(0);
    assertThat(body.get("object").asString()).isEqualTo("chat.completion");
    assertThat(choice.get("message").get("content").asString())
        .isEqualTo("abcdefghijklmnopqrstuvwxyzabcd");
    assertThat(choice.get("message").get("role").asString()).isEqualTo("assistant");
    assertThat(choice.get("finish_reason").asString()).isEqualTo("length");
    assertThat(choice.get("logprobs").isNull()).isTrue();
    assertThat(body.get("usage").get("total_tokens").intValue()).isEqualTo(37);
    assertThat(response.headers().firstValue("openai-processing-ms")).isPresent();
  }

  @Test
  void chat_withoutIncludeUsage_hasNoUsageField() {
    List<JsonNode> chunks = chunks(gateway.chat(",\"stream\":true,\"max_tokens\":2"));
    assertThat(chunks).hasSize(4).noneMatch(chunk -> chunk.has("usage"));
    assertThat(chunks)
        .extracting(chunk -> chunk.get("id").asString())
        .containsOnly(chunks.getFirst().get("id").asString());
  }

  @Test
  void chat_continuousUsage_countsOnEachChunk() {
    List<JsonNode> chunks =
        chunks(
            gateway.chat(
                ",\"stream\":true,\"max_tokens\":3,\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}"));
    assertThat(chunks)
        .extracting(chunk -> chunk.get("usage").get("completion_tokens").intValue())
        .containsExactly(1, 1, 2, 3, 3, 3);
  }

  @Test
  void chat_nAndSeed_givesEachChoiceItsOwnSeed() {
    gateway.pods.getFirst().requests.clear();
    JsonNode body = json(gateway.chat(",\"n\":3,\"seed\":40,\"max_tokens\":1"));
    assertThat(body.get("choices")).hasSize(3);
    assertThat(gateway.pods.getFirst().requests)
        .extracting(request -> request.sampling().seed())
        .containsExactlyInAnyOrder(40L, 41L, 42L);
    assertThat(body.get("usage").get("completion_tokens").intValue()).isEqualTo(3);
  }

  @Test
  void chat_logprobs_listsTokensWithBytesAndAlternatives() {
    JsonNode entry =
        json(gateway.chat(",\"logprobs\":true,\"top_logprobs\":1,\"max_tokens\":1"))
            .at("/choices/0/logprobs/content/0");
    assertThat(entry.get("token").asString()).isEqualTo("a");
    assertThat(entry.get("logprob").doubleValue()).isEqualTo(-0.5);
    assertThat(entry.get("bytes").get(0).intValue()).isEqualTo(97);
    assertThat(entry.at("/top_logprobs/0/token").asString()).isEqualTo("z");
  }

  @Test
  void completions_echoWithLogprobs_scoresThePrompt() {
    JsonNode body =
        json(
            gateway.send(
                "/v1/completions",
                "{\"model\":\"tiny\",\"prompt\":[104,105],\"max_tokens\":1,\"echo\":true,\"logprobs\":1,\"temperature\":0}"));
    JsonNode choice = body.get("choices").get(0);
    JsonNode logprobs = choice.get("logprobs");
    assertThat(choice.get("text").asString()).isEqualTo("hia");
    assertThat(logprobs.get("tokens").toString()).isEqualTo("[\"h\",\"i\",\"a\"]");
    assertThat(logprobs.get("token_logprobs").toString()).isEqualTo("[null,-9999.0,-0.5]");
    assertThat(logprobs.get("text_offset").toString()).isEqualTo("[0,1,2]");
    assertThat(logprobs.get("top_logprobs").get(0).isNull()).isTrue();
    assertThat(logprobs.get("top_logprobs").get(1).toString())
        .isEqualTo("{\"z\":-0.1,\"i\":-9999.0}");
  }

  @Test
  void completions_scoringOnly_generatesNothing() {
    JsonNode body =
        json(
            gateway.send(
                "/v1/completions",
                "{\"model\":\"tiny\",\"prompt\":\"hi\",\"max_tokens\":0,\"echo\":true,\"logprobs\":0}"));
    assertThat(body.at("/choices/0/text").asString()).isEqualTo("hi");
    assertThat(body.at("/choices/0/logprobs/tokens")).hasSize(2);
    assertThat(body.at("/usage/completion_tokens").intValue()).isZero();
  }

  @Test
  void completions_severalPrompts_oneChoiceForEachTimesN() {
    JsonNode body =
        json(
            gateway.send(
                "/v1/completions",
                "{\"model\":\"tiny\",\"prompt\":[\"one\",\"two\"],\"n\":2,\"max_tokens\":1,\"echo\":true}"));
    assertThat(body.get("choices"))
        .extracting(choice -> choice.get("text").asString())
        .containsExactly("onea", "onea", "twoa", "twoa");
    assertThat(body.at("/usage/prompt_tokens").intValue()).isEqualTo(6);
  }

  @Test
  void completions_streamed_endsWithFinishAndDone() {
    List<JsonNode> chunks =
        chunks(
            gateway.send(
                "/v1/completions",
                "{\"model\":\"tiny\",\"prompt\":\"hi\",\"max_tokens\":2,\"stream\":true}"));
    assertThat(chunks)
        .extracting(chunk -> chunk.at("/choices/0/text").asString())
        .containsExactly("a", "b", "");
    assertThat(chunks)
        .extracting(chunk -> chunk.at("/choices/0/finish_reason").isNull())
        .containsExactly(true, true, false);
  }

  @Test
  void completions_withoutMaxTokens_generatesSixteen() {
    JsonNode body = json(gateway.send("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"hi\"}"));
    assertThat(body.at("/usage/completion_tokens").intValue()).isEqualTo(16);
  }

  @Test
  void models_areListedAndFound() {
    assertThat(json(gateway.get("/v1/models")).at("/data/0/id").asString()).isEqualTo("tiny");
    assertThat(json(gateway.get("/v1/models/tiny")).get("max_model_len").intValue()).isEqualTo(512);
    assertThat(gateway.get("/v1/models/none").statusCode()).isEqualTo(404);
  }

  @Test
  void tokenize_andBack_isVllmShaped() {
    JsonNode tokens =
        json(
            gateway.send(
                "/tokenize", "{\"model\":\"tiny\",\"prompt\":\"hi\",\"return_token_strs\":true}"));
    assertThat(tokens.toString())
        .isEqualTo(
            "{\"count\":2,\"max_model_len\":512,\"tokens\":[104,105],\"token_strs\":[\"h\",\"i\"]}");
    assertThat(json(gateway.send("/detokenize", "{\"tokens\":[104,105]}")).toString())
        .isEqualTo("{\"prompt\":\"hi\"}");
  }
}
