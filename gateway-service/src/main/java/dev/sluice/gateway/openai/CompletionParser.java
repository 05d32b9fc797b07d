package dev.sluice.gateway.openai;

import dev.sluice.gateway.completion.CompletionRequest;
import dev.sluice.gateway.completion.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/completions}: body to request. */
final class CompletionParser {
  static final String PATH = "/v1/completions";
  private static final int DEFAULT_MAX_TOKENS = 16;
  private static final int MAX_LOGPROBS = 20;

  private CompletionParser() {}

  static Parsed parse(Fields body, int maxPrompts) {
    UnknownFields.note(body.node());
    Unsupported.check(body);
    StreamOptions options = StreamOptions.of(body);
    SamplingFields sampling = new SamplingFields(body);
    boolean echo = body.flag("echo", false);
    CompletionRequest request =
        new CompletionRequest(
            "cmpl-" + UUID.randomUUID().toString().replace("-", ""),
            "text_completion",
            PATH,
            body.requiredText("model"),
            prompts(body, maxPrompts),
            sampling.n(),
            maxTokens(body, echo),
            sampling.sampling(),
            sampling.stop(),
            sampling.stopTokenIds(),
            body.flag("ignore_eos", false),
            body.integer("logprobs", 0, MAX_LOGPROBS),
            echo,
            options.isStreamed(),
            0);
    return new Parsed(request, options);
  }

  private static int maxTokens(Fields body, boolean echo) {
    Integer asked = body.integer("max_tokens", echo ? 0 : 1, Integer.MAX_VALUE);
    return asked == null ? DEFAULT_MAX_TOKENS : asked;
  }

  /** A text, texts, token ids, or lists of token ids. */
  private static List<Prompt> prompts(Fields body, int maxPrompts) {
    JsonNode value = body.get("prompt");
    if (value == null || (value.isArray() && value.isEmpty())) {
      throw body.missing("prompt");
    }
    if (!value.isArray()) {
      return List.of(one(body, value));
    }
    if (value.get(0).isNumber()) {
      return List.of(ids(body, value));
    }
    if (value.size() > maxPrompts) {
      throw body.invalid(
          "prompt", "'prompt' has %d prompts, at most %d.".formatted(value.size(), maxPrompts));
    }
    List<Prompt> prompts = new ArrayList<>(value.size());
    value.forEach(item -> prompts.add(one(body, item)));
    return prompts;
  }

  private static Prompt one(Fields body, JsonNode value) {
    if (value.isString()) {
      return new Prompt.Text(Json.wellFormed(value.stringValue()));
    }
    if (value.isArray() && !value.isEmpty()) {
      return ids(body, value);
    }
    throw body.wrongType("prompt", "a string, token ids, or an array of one kind of them", value);
  }

  private static Prompt.Ids ids(Fields body, JsonNode value) {
    int[] ids = new int[value.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = body.integer(value.get(i), "prompt", 0, Integer.MAX_VALUE);
    }
    return new Prompt.Ids(ids);
  }
}
