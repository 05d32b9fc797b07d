package dev.sluice.engine.generate;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.contract.ServedModel;
import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.schedule.Scheduler;
import java.util.Map;

/**
 * What a request must fulfil before it may queue. Whoever passes can be run to its end by this
 * engine alone. Immutable; safe to use from any thread.
 */
final class RequestRules {
  private static final int MAX_LOGPROBS = 20;
  private static final float MAX_PENALTY = 2;
  private static final float MAX_BIAS = 100;

  private final ServedModel model;
  private final int blockCount;

  RequestRules(ServedModel model, int blockCount) {
    this.model = model;
    this.blockCount = blockCount;
  }

  /**
   * @throws RejectedRequestException for the first rule that is broken
   */
  void check(GenerateRequest request) {
    if (request.model() != null && !request.model().equals(model.name())) {
      throw rejected(
          ErrorCode.MODEL_NOT_FOUND,
          "model",
          "This pod serves \"%s\", not \"%s\".".formatted(model.name(), request.model()));
    }
    checkPrompt(request);
    checkLength(request);
    checkSampling(request.sampling());
    checkOutput(request);
  }

  private void checkPrompt(GenerateRequest request) {
    int[] ids = request.promptIds();
    if (ids.length == 0) {
      throw invalid("promptIds", "The prompt is empty; it needs at least one token.");
    }
    for (int i = 0; i < ids.length; i++) {
      if (!isToken(ids[i])) {
        throw invalid(
            "promptIds",
            "Token %d of the prompt is %d; this model's ids are 0 to %d."
                .formatted(i, ids[i], model.vocabSize() - 1));
      }
    }
    int delivered = request.deliveredTokens();
    if (delivered < 0 || delivered >= ids.length) {
      throw invalid(
          "deliveredTokens",
          "deliveredTokens is %d; with %d prompt tokens it must be between 0 and %d."
              .formatted(delivered, ids.length, ids.length - 1));
    }
  }

  private void checkLength(GenerateRequest request) {
    int prompt = request.promptIds().length;
    int output = request.maxOutputTokens();
    if (output < 0) {
      throw invalid(
          "maxOutputTokens", "maxOutputTokens is %d; it cannot be negative.".formatted(output));
    }
    long total = (long) prompt + output;
    int context = model.contextLength();
    if (total > context) {
      throw rejected(
          ErrorCode.CONTEXT_LENGTH_EXCEEDED,
          prompt > context ? "promptIds" : "maxOutputTokens",
          ("The context of this model is %d tokens; the prompt has %d and %d output tokens were asked"
                  + " for, together %d. Shorten the prompt or ask for at most %d output tokens.")
              .formatted(context, prompt, output, total, Math.max(0, context - prompt)));
    }
    if (!Scheduler.fits((int) total, blockCount)) {
      throw rejected(
          ErrorCode.CONTEXT_LENGTH_EXCEEDED,
          "maxOutputTokens",
          ("The request needs room for %d tokens (prompt %d, output %d); the key/value cache of this"
                  + " pod holds %d. Shorten it, or give the pod a larger cache.")
              .formatted(total, prompt, output, (long) blockCount * BlockPool.BLOCK_TOKENS));
    }
  }

  private void checkSampling(SamplingSpec spec) {
    inRange("temperature", spec.temperature(), 0, Float.MAX_VALUE);
    if (spec.topK() < 0) {
      throw invalid("topK", "topK is %d; it cannot be negative.".formatted(spec.topK()));
    }
    inRange("topP", spec.topP(), Float.MIN_VALUE, 1);
    inRange("minP", spec.minP(), 0, 1);
    inRange("repetitionPenalty", spec.repetitionPenalty(), Float.MIN_NORMAL, Float.MAX_VALUE);
    inRange("presencePenalty", spec.presencePenalty(), -MAX_PENALTY, MAX_PENALTY);
    inRange("frequencyPenalty", spec.frequencyPenalty(), -MAX_PENALTY, MAX_PENALTY);
    for (Map.Entry<Integer, Float> bias : spec.logitBias().entrySet()) {
      if (!isToken(bias.getKey())) {
        throw invalid(
            "logitBias",
            "logitBias names token %d; this model's ids are 0 to %d."
                .formatted(bias.getKey(), model.vocabSize() - 1));
      }
      inRange("logitBias", bias.getValue(), -MAX_BIAS, MAX_BIAS);
    }
  }

  private void checkOutput(GenerateRequest request) {
    checkCount("logprobs", request.logprobs());
    checkCount("promptLogprobs", request.promptLogprobs());
    for (String stop : request.stop()) {
      if (stop.isEmpty()) {
        throw invalid("stop", "A stop string is empty; it would end every stream at once.");
      }
    }
    for (int id : request.stopTokenIds()) {
      if (!isToken(id)) {
        throw invalid(
            "stopTokenIds",
            "stopTokenIds names token %d; this model's ids are 0 to %d."
                .formatted(id, model.vocabSize() - 1));
      }
    }
  }

  private boolean isToken(int id) {
    return id >= 0 && id < model.vocabSize();
  }

  private static void checkCount(String name, Integer value) {
    if (value != null && (value < 0 || value > MAX_LOGPROBS)) {
      throw invalid(
          name, "%s is %d; it must be between 0 and %d.".formatted(name, value, MAX_LOGPROBS));
    }
  }

  /** Also refuses NaN, which is in no range. */
  private static void inRange(String name, float value, float least, float most) {
    if (!(value >= least && value <= most)) {
      throw invalid(
          name, "%s is %s; it must be between %s and %s.".formatted(name, value, least, most));
    }
  }

  private static RejectedRequestException invalid(String param, String message) {
    return rejected(ErrorCode.INVALID_VALUE, param, message);
  }

  private static RejectedRequestException rejected(ErrorCode code, String param, String message) {
    return new RejectedRequestException(new ErrorDetail(code, message, param, null));
  }
}
