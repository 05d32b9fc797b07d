package dev.sluice.contract;

import java.util.List;
import java.util.Map;

/**
 * Asked of the tokenizer service: {@link InternalPaths#ENCODE} reads {@code text} and {@code
 * addSpecial}; {@link InternalPaths#RENDER} reads {@code messages}, {@code tools}, {@code
 * addGenerationPrompt} and {@code templateArguments} and renders the model's chat template before
 * it encodes; {@link InternalPaths#DECODE} reads {@code ids}; {@link InternalPaths#COUNT} is {@code
 * ENCODE} without the ids in the answer.
 *
 * @param model the served model's name, or null for the only one
 * @param messages chat messages as the client sent them: role, content (text or a list of parts),
 *     tool calls
 */
public record TokenizeRequest(
    String model,
    String text,
    boolean addSpecial,
    List<Map<String, Object>> messages,
    List<Map<String, Object>> tools,
    boolean addGenerationPrompt,
    Map<String, Object> templateArguments,
    int[] ids,
    boolean skipSpecial) {

  public static TokenizeRequest encode(String model, String text, boolean addSpecial) {
    return new TokenizeRequest(model, text, addSpecial, null, null, false, null, null, false);
  }

  public static TokenizeRequest render(
      String model,
      List<Map<String, Object>> messages,
      List<Map<String, Object>> tools,
      boolean addGenerationPrompt,
      Map<String, Object> templateArguments) {
    return new TokenizeRequest(
        model, null, false, messages, tools, addGenerationPrompt, templateArguments, null, false);
  }

  public static TokenizeRequest decode(String model, int[] ids, boolean skipSpecial) {
    return new TokenizeRequest(model, null, false, null, null, false, null, ids, skipSpecial);
  }
}
