package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.contract.ServedModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
  private static final ServedModel MODEL =
      new ServedModel("stories", "llama", "F16", 1, 100, 258, "w", "t");
  private final RequestRules rules = new RequestRules(MODEL, 100);

  @Test
  void check_withinAllLimits_passes() {
    assertThatCode(() -> rules.check(Requests.of(97, 0, 1, 257).request()))
        .doesNotThrowAnyException();
    assertThatCode(() -> rules.check(Requests.of(0, new int[100]).request()))
        .doesNotThrowAnyException();
    assertThatCode(() -> rules.check(Requests.of(9, 1).sampling(Requests.seeded(1)).request()))
        .doesNotThrowAnyException();
  }

  @Test
  void check_emptyPrompt_isInvalid() {
    expect(Requests.of(1, new int[0]), ErrorCode.INVALID_VALUE, "promptIds", "empty");
  }

  @Test
  void check_idOutsideVocabulary_isInvalid() {
    expect(Requests.of(1, 5, 258), ErrorCode.INVALID_VALUE, "promptIds", "Token 1", "258", "257");
    expect(Requests.of(1, -1), ErrorCode.INVALID_VALUE, "promptIds", "-1");
  }

  @Test
  void check_tooLong_namesAllNumbers() {
    expect(
        Requests.of(50, new int[60]),
        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
        "maxOutputTokens",
        "100 tokens",
        "has 60",
        "50 output",
        "110",
        "at most 40");
    expect(Requests.of(0, new int[101]), ErrorCode.CONTEXT_LENGTH_EXCEEDED, "promptIds", "has 101");
    expect(Requests.of(Integer.MAX_VALUE, 1), ErrorCode.CONTEXT_LENGTH_EXCEEDED, "maxOutputTokens");
  }

  @Test
  void check_largerThanThePool_isRefusedUpFront() {
    ErrorDetail detail = reject(new RequestRules(MODEL, 2), Requests.of(30, 1, 2, 3).request());
    assertThat(detail.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
    assertThat(detail.message()).contains("33 tokens", "holds 32");
    assertThatCode(() -> new RequestRules(MODEL, 2).check(Requests.of(29, 1, 2, 3).request()))
        .doesNotThrowAnyException();
  }

  @Test
  void check_negativeOutput_isInvalid() {
    expect(Requests.of(-1, 1), ErrorCode.INVALID_VALUE, "maxOutputTokens", "-1");
  }

  @Test
  void check_samplingOutOfRange_isInvalid() {
    expectSampling("temperature", new SamplingSpec(-0.1f, 0, 1, 0, 1, 0, 0, null, 0));
    expectSampling("temperature", new SamplingSpec(Float.NaN, 0, 1, 0, 1, 0, 0, null, 0));
    expectSampling(
        "temperature", new SamplingSpec(Float.POSITIVE_INFINITY, 0, 1, 0, 1, 0, 0, null, 0));
    expectSampling("topK", new SamplingSpec(1, -1, 1, 0, 1, 0, 0, null, 0));
    expectSampling("topP", new SamplingSpec(1, 0, 0, 0, 1, 0, 0, null, 0));
    expectSampling("topP", new SamplingSpec(1, 0, 1.01f, 0, 1, 0, 0, null, 0));
    expectSampling("minP", new SamplingSpec(1, 0, 1, 1.5f, 1, 0, 0, null, 0));
    expectSampling("repetitionPenalty", new SamplingSpec(1, 0, 1, 0, 0, 0, 0, null, 0));
    expectSampling("presencePenalty", new SamplingSpec(1, 0, 1, 0, 1, 2.5f, 0, null, 0));
    expectSampling("frequencyPenalty", new SamplingSpec(1, 0, 1, 0, 1, 0, -3, null, 0));
    expectSampling("logitBias", new SamplingSpec(1, 0, 1, 0, 1, 0, 0, Map.of(300, 1f), 0));
    expectSampling("logitBias", new SamplingSpec(1, 0, 1, 0, 1, 0, 0, Map.of(3, 101f), 0));
  }

  @Test
  void check_outputSettings_areBounded() {
    expect(Requests.of(1, 1).stop("ok", ""), ErrorCode.INVALID_VALUE, "stop", "empty");
    expect(Requests.of(1, 1).stopTokens(999), ErrorCode.INVALID_VALUE, "stopTokenIds", "999");
    expect(Requests.of(1, 1).logprobs(21, null), ErrorCode.INVALID_VALUE, "logprobs", "21");
    expect(Requests.of(1, 1).logprobs(null, -1), ErrorCode.INVALID_VALUE, "promptLogprobs", "-1");
  }

  @Test
  void check_deliveredTokens_leaveAPrompt() {
    GenerateRequest r = Requests.of(1, 1, 2).request();
    GenerateRequest all =
        new GenerateRequest(
            "r", null, r.promptIds(), 2, 1, null, null, null, false, null, null, null, 0, null);
    assertThat(reject(rules, all).param()).isEqualTo("deliveredTokens");
  }

  @Test
  void check_otherModel_isNotFound() {
    GenerateRequest other =
        new GenerateRequest(
            "r", "other", new int[] {1}, 0, 1, null, null, null, false, null, null, null, 0, null);
    assertThat(reject(rules, other).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  private void expectSampling(String param, SamplingSpec spec) {
    expect(Requests.of(1, 1).sampling(spec), ErrorCode.INVALID_VALUE, param, param);
  }

  private void expect(Requests requests, ErrorCode code, String param, String... words) {
    ErrorDetail detail = reject(rules, requests.request());
    assertThat(detail.code()).isEqualTo(code);
    assertThat(detail.param()).isEqualTo(param);
    for (String word : words) {
      assertThat(detail.message()).contains(word);
    }
  }

  private static ErrorDetail reject(RequestRules rules, GenerateRequest request) {
    return catchThrowableOfType(RejectedRequestException.class, () -> rules.check(request))
        .detail();
  }
}
