package dev.sluice.gateway.openai;

import dev.sluice.contract.TokenLogprob;
import dev.sluice.gateway.completion.CompletionRequest;
import dev.sluice.gateway.completion.Output;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The completions format, whose log-probabilities are parallel arrays. Text offsets count the
 * characters of the tokens before, the echoed prompt's included.
 */
final class CompletionWire extends Wire {
  private static final String OBJECT = "text_completion";
  private final int[] offsets;

  CompletionWire(CompletionRequest request, long createdSeconds) {
    super(request, createdSeconds);
    this.offsets = new int[request.choices()];
  }

  @Override
  List<ObjectNode> chunks(Output output) {
    return switch (output) {
      case Output.Echo echo ->
          List.of(chunk(echo.choice(), echo.text(), echo.logprobs(), null, null));
      case Output.Piece piece ->
          piece.text().isEmpty() && piece.logprobs().isEmpty()
              ? List.of()
              : List.of(chunk(piece.choice(), piece.text(), piece.logprobs(), null, null));
      case Output.Finish finish ->
          List.of(chunk(finish.choice(), "", List.of(), finish.reason(), finish.stopReason()));
      default -> List.of();
    };
  }

  private ObjectNode chunk(
      int index, String text, List<TokenLogprob> tokens, String finish, String stopReason) {
    ObjectNode chunk = head(OBJECT);
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index);
    choice.put("text", text);
    choice.set("logprobs", tokens.isEmpty() ? null : logprobs(index, tokens));
    choice.put("finish_reason", finish);
    putStopReason(choice, stopReason);
    return chunk;
  }

  @Override
  ObjectNode emptyChunk() {
    ObjectNode chunk = head(OBJECT);
    chunk.putArray("choices");
    return chunk;
  }

  @Override
  ObjectNode whole(Answer answer) {
    ObjectNode whole = head(OBJECT);
    ArrayNode choices = whole.putArray("choices");
    for (int i = 0; i < answer.choices.size(); i++) {
      Answer.Choice from = answer.choices.get(i);
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      choice.put("text", from.text.toString());
      from.promptLogprobs.addAll(from.logprobs);
      choice.set("logprobs", request.logprobs() == null ? null : logprobs(i, from.promptLogprobs));
      choice.put("finish_reason", from.finishReason);
      putStopReason(choice, from.stopReason);
    }
    return whole;
  }

  private ObjectNode logprobs(int choice, List<TokenLogprob> tokens) {
    ObjectNode logprobs = Json.object();
    ArrayNode texts = logprobs.putArray("tokens");
    ArrayNode values = logprobs.putArray("token_logprobs");
    ArrayNode tops = logprobs.putArray("top_logprobs");
    ArrayNode textOffsets = logprobs.putArray("text_offset");
    for (TokenLogprob token : tokens) {
      texts.add(token.token());
      textOffsets.add(offsets[choice]);
      offsets[choice] += token.token().length();
      if (token.logprob() == null) {
        values.addNull();
        tops.addNull();
      } else {
        values.add(clamp(token.logprob()));
        top(tops.addObject(), token);
      }
    }
    return logprobs;
  }

  /** The alternatives by text; the actual token is always among them. */
  private void top(ObjectNode top, TokenLogprob token) {
    token.top().stream()
        .limit(request.logprobs())
        .filter(other -> !top.has(other.token()))
        .forEach(other -> top.put(other.token(), clamp(other.logprob())));
    if (!top.has(token.token())) {
      top.put(token.token(), clamp(token.logprob()));
    }
  }
}
