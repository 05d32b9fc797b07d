package dev.sluice.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.TokenizerException;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.contract.TokenizerModel;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TokenizerEndpointTest {
  private static final FakeTokenizer PLAIN = new FakeTokenizer(null);
  private static RunningTokenizer service;

  @BeforeAll
  static void start() {
    TokenizerCatalog catalog =
        TokenizerCatalog.of(
            List.of(
                served("chat", new FakeTokenizer("")),
                served("chat-bos", new FakeTokenizer("<s>")),
                served("plain", PLAIN)));
    service = new RunningTokenizer(catalog, "sluice.tokenizer.max-text-characters=200");
  }

  @AfterAll
  static void stop_closesTokenizers() {
    service.close();
    assertThat(PLAIN.isClosed()).isTrue();
  }

  @Test
  void encode_withAndWithoutSpecial() {
    TokenizeResult with =
        service.post(InternalPaths.ENCODE, TokenizeRequest.encode("plain", "ab", true));
    assertThat(with.ids()).containsExactly(1, 'a', 'b', 2);
    assertThat(with.count()).isEqualTo(4);
    assertThat(with.tokens()).isEmpty();
    assertThat(with.tokenizerDigest()).isEqualTo("fake-digest");
    assertThat(with.contextLength()).isEqualTo(512);
    TokenizeResult without =
        service.post(
            InternalPaths.ENCODE + "?tokens=true", TokenizeRequest.encode("plain", "a<s>", false));
    assertThat(without.ids()).containsExactly('a', 1);
    assertThat(without.tokens()).containsExactly("a", "<s>");
  }

  @Test
  void encode_sharedPrefix_sharesBlockHashes() {
    long[] one = hashes("0123456789abcdef0123456789abcdefXYZ");
    long[] two = hashes("0123456789abcdef0123456789abcdeF___");
    assertThat(one).hasSize(2);
    assertThat(two[0]).isEqualTo(one[0]);
    assertThat(two[1]).isNotEqualTo(one[1]);
  }

  @Test
  void count_answersNoIds() {
    TokenizeResult result =
        service.post(InternalPaths.COUNT, TokenizeRequest.encode("plain", "hello", false));
    assertThat(result.count()).isEqualTo(5);
    assertThat(result.ids()).isEmpty();
  }

  @Test
  void decode_idsInAndOutOfVocabulary() {
    int[] ids = {1, 'h', 'i', 2};
    assertThat(
            service.post(InternalPaths.DECODE, TokenizeRequest.decode("plain", ids, true)).text())
        .isEqualTo("hi");
    assertThat(
            service.post(InternalPaths.DECODE, TokenizeRequest.decode("plain", ids, false)).text())
        .isEqualTo("<s>hi</s>");
    ErrorDetail detail =
        service.refused(
            InternalPaths.DECODE, TokenizeRequest.decode("plain", new int[] {500}, false), 400);
    assertThat(detail.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(detail.message()).contains("500");
  }

  @Test
  void render_templateWithoutBos_getsItOnceAndNoEos() {
    TokenizeResult result = service.post(InternalPaths.RENDER, conversation("chat", "hi"));
    assertThat(result.text()).isEqualTo("user:hi\nbot:");
    assertThat(result.ids()).startsWith(1, 'u').endsWith('t', ':');
  }

  @Test
  void render_templateWithBos_getsNoSecondOne() {
    TokenizeResult result = service.post(InternalPaths.RENDER, conversation("chat-bos", "hi"));
    assertThat(result.text()).startsWith("<s>user");
    assertThat(result.ids()).startsWith(1, 'u').endsWith('t', ':');
  }

  @Test
  void render_toolsAndArguments_reachTheTemplate() {
    TokenizeRequest request =
        TokenizeRequest.render(
            "chat",
            List.of(Map.of("role", "user", "content", "x")),
            List.of(Map.of("type", "function")),
            false,
            Map.of("mood", "calm", "messages", "not replaced"));
    assertThat(service.post(InternalPaths.RENDER, request).text())
        .isEqualTo("user:x\ntools\ncalm\n");
  }

  @Test
  void render_noTemplateOrRefusal_isTemplateError() {
    ErrorDetail none = service.refused(InternalPaths.RENDER, conversation("plain", "hi"), 400);
    assertThat(none.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
    assertThat(none.message()).contains("'plain' has no chat template");
    ErrorDetail refusal =
        service.refused(
            InternalPaths.RENDER,
            TokenizeRequest.render("chat", List.of(Map.of("role", "narrator")), null, true, null),
            400);
    assertThat(refusal.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
    assertThat(refusal.message()).endsWith("no narrator here");
  }

  @Test
  void text_overTheLimit_isTooLargeAlsoWhenRendered() {
    String text = "a".repeat(201);
    assertThat(
            service
                .refused(InternalPaths.ENCODE, TokenizeRequest.encode("plain", text, true), 413)
                .message())
        .contains("201 characters");
    service.refused(InternalPaths.RENDER, conversation("chat", "a".repeat(195)), 413);
  }

  @Test
  void model_unknownOrUnnamed_isNotFoundWithTheServedNames() {
    for (String model : new String[] {"other", null}) {
      ErrorDetail detail =
          service.refused(InternalPaths.ENCODE, TokenizeRequest.encode(model, "x", true), 404);
      assertThat(detail.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
      assertThat(detail.message()).contains("[chat, chat-bos, plain]");
    }
  }

  @Test
  void body_missingFields_areNamed() {
    assertThat(service.refused(InternalPaths.ENCODE, "{\"model\":\"plain\"}", 400).param())
        .isEqualTo("text");
    assertThat(service.refused(InternalPaths.DECODE, "{\"model\":\"plain\"}", 400).param())
        .isEqualTo("ids");
    assertThat(service.refused(InternalPaths.RENDER, "{\"model\":\"chat\"}", 400).param())
        .isEqualTo("messages");
    assertThat(
            service
                .refused(InternalPaths.RENDER, "{\"model\":\"chat\",\"messages\":7}", 400)
                .param())
        .isEqualTo("messages");
    assertThat(service.refused(InternalPaths.ENCODE, "{", 400).code())
        .isEqualTo(ErrorCode.INVALID_JSON);
  }

  @Test
  void models_areListed() {
    List<TokenizerModel> models =
        service
            .caller()
            .get()
            .uri(InternalPaths.TOKENIZER_MODELS)
            .exchange()
            .expectBodyList(TokenizerModel.class)
            .returnResult()
            .getResponseBody();
    assertThat(models)
        .extracting(TokenizerModel::name)
        .containsExactly("chat", "chat-bos", "plain");
    assertThat(models.getLast())
        .isEqualTo(new TokenizerModel("plain", "fake-digest", 128, 512, false, "<s>", "</s>"));
  }

  @Test
  void endpoints_noSignedContext_refused() {
    service
        .stranger()
        .get()
        .uri(InternalPaths.TOKENIZER_MODELS)
        .exchange()
        .expectStatus()
        .isUnauthorized();
    service.stranger().get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
  }

  @Test
  void start_withModelThatIsNotThere_saysSoInOneSentence(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                TokenizerApplication.builder()
                    .properties(
                        "sluice.internal-secret=" + RunningTokenizer.SECRET,
                        "sluice.tokenizer.models.a=/nowhere/a.gguf")
                    .run("--server.port=0"))
        .hasRootCauseInstanceOf(TokenizerException.class);
    assertThat(output).contains("/nowhere/a.gguf").doesNotContain("at dev.sluice.tokenizer");
  }

  private static long[] hashes(String text) {
    return service
        .post(InternalPaths.ENCODE, TokenizeRequest.encode("plain", text, false))
        .blockHashes();
  }

  private static TokenizeRequest conversation(String model, String content) {
    return TokenizeRequest.render(
        model, List.of(Map.of("role", "user", "content", content)), null, true, null);
  }

  private static ServedTokenizer served(String name, FakeTokenizer tokenizer) {
    return new ServedTokenizer(name, tokenizer, 512, "<s>", "</s>", OptionalInt.of(1));
  }
}
