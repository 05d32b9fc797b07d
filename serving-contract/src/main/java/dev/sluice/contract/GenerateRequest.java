package dev.sluice.contract;

import java.util.List;

/**
 * One stream asked of a pod ({@code POST} {@link InternalPaths#GENERATE}); the answer is a stream
 * of {@link GenerateEvent} as newline-delimited JSON. Closing the connection cancels it.
 *
 * @param requestId unique per attempt
 * @param model the served model's name, or null for the pod's only one
 * @param promptIds the whole prompt, special tokens included; when a stream is continued on another
 *     pod these are the original prompt followed by the ids already delivered
 * @param deliveredTokens how many of the last {@code promptIds} were generated and delivered
 *     before; they count as output for penalties, stop strings and the sampler's position
 * @param maxOutputTokens tokens still to generate at most; 0 scores the prompt only
 * @param stop strings that end the stream and are not part of its text
 * @param stopTokenIds ids that end the stream besides the model's own end-of-sequence ids
 * @param ignoreEos keep going past the model's end-of-sequence ids
 * @param logprobs number of alternatives per generated token, null for no log-probabilities, 0 for
 *     the chosen token only
 * @param promptLogprobs the same for the prompt's own tokens, null for none
 * @param cacheSalt keeps prefix-cache blocks of different tenants apart; null shares them
 * @param priority lower runs first, 0 is normal
 * @param tenant identity for fair sharing and never logged with the prompt; null is one common
 *     tenant
 */
public record GenerateRequest(
    String requestId,
    String model,
    int[] promptIds,
    int deliveredTokens,
    int maxOutputTokens,
    SamplingSpec sampling,
    List<String> stop,
    List<Integer> stopTokenIds,
    boolean ignoreEos,
    Integer logprobs,
    Integer promptLogprobs,
    String cacheSalt,
    int priority,
    String tenant) {

  public GenerateRequest {
    promptIds = promptIds == null ? new int[0] : promptIds;
    sampling = sampling == null ? SamplingSpec.greedy() : sampling;
    stop = stop == null ? List.of() : List.copyOf(stop);
    stopTokenIds = stopTokenIds == null ? List.of() : List.copyOf(stopTokenIds);
  }
}
