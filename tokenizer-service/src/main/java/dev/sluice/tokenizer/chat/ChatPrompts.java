package dev.sluice.tokenizer.chat;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.TemplateException;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.shell.RefusedException;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import dev.sluice.tokenizer.text.Encodings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Renders conversations with the models' own templates. Immutable. */
public final class ChatPrompts {
  private final Encodings encodings;

  public ChatPrompts(Encodings encodings) {
    this.encodings = encodings;
  }

  /**
   * The rendered and encoded conversation.
   *
   * @throws RefusedException when the messages are malformed, the model has no template, or its
   *     template refuses them
   */
  public TokenizeResult render(
      ServedTokenizer served, TokenizeRequest request, boolean withTokens) {
    ChatTemplate template =
        served.tokenizer().chatTemplate().orElseThrow(() -> withoutTemplate(served.name()));
    List<Map<String, Object>> messages =
        Messages.forTemplate(template.source()).normalise(request.messages());
    String prompt = rendered(template, variables(served, request, messages));
    int[] ids = encodings.encodePrompt(served, prompt);
    return encodings.result(served, ids, prompt, withTokens);
  }

  /** The request's own arguments first: they cannot replace the conversation. */
  private Map<String, Object> variables(
      ServedTokenizer served, TokenizeRequest request, List<Map<String, Object>> messages) {
    Map<String, Object> variables = new HashMap<>();
    if (request.templateArguments() != null) {
      variables.putAll(request.templateArguments());
    }
    List<Map<String, Object>> tools = request.tools();
    variables.put("messages", messages);
    variables.put("tools", tools == null || tools.isEmpty() ? null : tools);
    variables.put("add_generation_prompt", request.addGenerationPrompt());
    variables.put("bos_token", served.bosText() == null ? "" : served.bosText());
    variables.put("eos_token", served.eosText() == null ? "" : served.eosText());
    return variables;
  }

  private static String rendered(ChatTemplate template, Map<String, Object> variables) {
    try {
      return template.render(variables);
    } catch (TemplateException e) {
      String message =
          e.isRefused()
              ? "the model's chat template refuses the conversation: " + e.getMessage()
              : "the model's chat template cannot be evaluated: " + e.getMessage();
      throw new RefusedException(
          new ErrorDetail(ErrorCode.TEMPLATE_ERROR, message, "messages", null), e);
    }
  }

  private static RefusedException withoutTemplate(String model) {
    return RefusedException.of(
        ErrorCode.TEMPLATE_ERROR,
        "messages",
        "model '%s' has no chat template: send a whole prompt to /v1/completions instead"
            .formatted(model));
  }
}
