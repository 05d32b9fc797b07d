package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedModel;
import java.util.List;

/** Whether prompts and outputs fit the model's context, and how long an output may get. */
final class ContextCheck {
  private ContextCheck() {}

  /** Output tokens per choice. */
  static int maxOutputTokens(
      CompletionRequest request, List<EncodedPrompt> prompts, ServedModel model, int defaultMax) {
    int longest = prompts.stream().mapToInt(prompt -> prompt.ids().length).max().orElse(0);
    if (prompts.stream().anyMatch(prompt -> prompt.ids().length == 0)) {
      throw RequestFailedException.of(
          ErrorCode.INVALID_VALUE, "prompt", "A prompt has no tokens; send at least one.");
    }
    int context = model.contextLength();
    Integer asked = request.maxOutputTokens();
    long needed = (long) longest + (asked == null ? 1 : asked);
    if (needed > context) {
      throw tooLong(request, longest, asked, context);
    }
    return asked == null ? Math.min(defaultMax, context - longest) : asked;
  }

  private static RequestFailedException tooLong(
      CompletionRequest request, int promptTokens, Integer asked, int context) {
    String message =
        asked == null || promptTokens >= context
            ? "The model's context is %d tokens and the prompt has %d. Shorten the prompt."
                .formatted(context, promptTokens)
            : "The model's context is %d tokens; the prompt has %d and %d output tokens were asked for, %d in total. Shorten the prompt or lower max_tokens."
                .formatted(context, promptTokens, asked, (long) promptTokens + asked);
    String param =
        asked != null && promptTokens < context
            ? "max_tokens"
            : request.operation().equals("chat") ? "messages" : "prompt";
    return RequestFailedException.of(ErrorCode.CONTEXT_LENGTH_EXCEEDED, param, message);
  }
}
