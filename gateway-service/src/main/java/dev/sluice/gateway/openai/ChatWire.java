package dev.sluice.gateway.openai;

import dev.sluice.contract.TokenLogprob;
import dev.sluice.gateway.completion.CompletionRequest;
import dev.sluice.gateway.completion.Output;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The chat format. A choice's role goes out together with its first text, never before it. */
final class ChatWire extends Wire {
  private static final String CHUNK = "chat.completion.chunk";
  private final boolean[] hasRole;

  ChatWire(CompletionRequest request, long createdSeconds) {
    super(request, createdSeconds);
    this.hasRole = new boolean[request.choices()];
  }

  @Override
  List<ObjectNode> chunks(Output output) {
    List<ObjectNode> chunks = new ArrayList<>(2);
    if (output instanceof Output.Piece piece) {
      boolean hasContent = !piece.text().isEmpty() || !piece.logprobs().isEmpty();
      if (hasContent) {
        addRole(chunks, piece.choice());
        ObjectNode delta = Json.object().put("content", piece.text());
        chunks.add(chunk(piece.choice(), delta, logprobs(piece.logprobs()), null));
      }
    } else if (output instanceof Output.Finish finish) {
      addRole(chunks, finish.choice());
      ObjectNode last = chunk(finish.choice(), Json.object(), null, finish.reason());
      putStopReason((ObjectNode) last.get("choices").get(0), finish.stopReason());
      chunks.add(last);
    }
    return chunks;
  }

  private void addRole(List<ObjectNode> chunks, int choice) {
    if (!hasRole[choice]) {
      hasRole[choice] = true;
      ObjectNode delta = Json.object().put("role", "assistant").put("content", "");
      chunks.add(chunk(choice, delta, null, null));
    }
  }

  private ObjectNode chunk(int index, ObjectNode delta, ObjectNode logprobs, String finish) {
    ObjectNode chunk = head(CHUNK);
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs);
    choice.put("finish_reason", finish);
    return chunk;
  }

  @Override
  ObjectNode emptyChunk() {
    ObjectNode chunk = head(CHUNK);
    chunk.putArray("choices");
    return chunk;
  }

  @Override
  ObjectNode whole(Answer answer) {
    ObjectNode whole = head("chat.completion");
    ArrayNode choices = whole.putArray("choices");
    for (int i = 0; i < answer.choices.size(); i++) {
      Answer.Choice from = answer.choices.get(i);
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      ObjectNode message = choice.putObject("message");
      message.put("role", "assistant");
      message.put("content", from.text.toString());
      message.putNull("refusal");
      choice.set("logprobs", request.logprobs() == null ? null : logprobs(from.logprobs));
      choice.put("finish_reason", from.finishReason);
      putStopReason(choice, from.stopReason);
    }
    return whole;
  }

  private ObjectNode logprobs(List<TokenLogprob> tokens) {
    if (request.logprobs() == null) {
      return null;
    }
    ObjectNode logprobs = Json.object();
    ArrayNode content = logprobs.putArray("content");
    for (TokenLogprob token : tokens) {
      ObjectNode entry = content.addObject();
      fill(entry, token);
      ArrayNode top = entry.putArray("top_logprobs");
      token.top().stream().limit(request.logprobs()).forEach(other -> fill(top.addObject(), other));
    }
    logprobs.putNull("refusal");
    return logprobs;
  }

  private static void fill(ObjectNode entry, TokenLogprob token) {
    entry.put("token", token.token());
    entry.put("logprob", clamp(token.logprob() == null ? 0 : token.logprob()));
    ArrayNode bytes = entry.putArray("bytes");
    token.bytes().forEach(bytes::add);
  }
}
