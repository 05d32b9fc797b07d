package dev.sluice.gateway.openai;

import dev.sluice.gateway.completion.CompletionRequest;
import dev.sluice.gateway.completion.Output;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Outputs in one endpoint's wire format. One instance serves one answer: its chunks share id, time
 * and model. Signals come one after the other.
 */
abstract class Wire {
  final CompletionRequest request;
  private final long createdSeconds;

  Wire(CompletionRequest request, long createdSeconds) {
    this.request = request;
    this.createdSeconds = createdSeconds;
  }

  /** The chunks for one output, without usage; none for the outputs that carry no choice. */
  abstract List<ObjectNode> chunks(Output output);

  /** A chunk without choices, which carries the totals. */
  abstract ObjectNode emptyChunk();

  /** The whole answer at once. */
  abstract ObjectNode whole(Answer answer);

  final ObjectNode head(String object) {
    ObjectNode head = Json.object();
    head.put("id", request.id());
    head.put("object", object);
    head.put("created", createdSeconds);
    head.put("model", request.model());
    return head;
  }

  final void putStopReason(ObjectNode choice, String stopReason) {
    boolean isTokenId =
        stopReason != null
            && !request.stop().contains(stopReason)
            && stopReason.matches("\\d{1,9}");
    if (isTokenId) {
      choice.put("stop_reason", Integer.parseInt(stopReason));
    } else {
      choice.put("stop_reason", stopReason);
    }
  }

  static ObjectNode usage(int promptTokens, int outputTokens, int cachedTokens) {
    ObjectNode usage = Json.object();
    usage.put("prompt_tokens", promptTokens);
    usage.put("completion_tokens", outputTokens);
    usage.put("total_tokens", promptTokens + outputTokens);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cachedTokens);
    return usage;
  }

  /** JSON has no infinity, and clients expect a number. */
  static double clamp(double logprob) {
    return logprob >= -9999.0 ? logprob : -9999.0;
  }
}
