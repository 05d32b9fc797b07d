package dev.sluice.contract;

import java.util.List;

/**
 * Why an attempt at a stream went to the pod it went to. Never any text or token of a prompt.
 *
 * @param requestId the answer's id, which is also the usage event's
 * @param clientRequestId the answer's {@code x-request-id}
 * @param choice which choice of the request
 * @param attempt from 1; further ones are retries or, with delivered tokens, continuations
 * @param model the served model that was looked for
 * @param weightsDigest that a pod had to have, null for any
 * @param promptBlocks full blocks of the prompt, of {@link TokenizeResult#BLOCK_TOKENS} tokens
 * @param deliveredTokens of this choice, before this attempt
 * @param previousFailure the error code that ended the attempt before, null for the first
 * @param picked the address chosen, null when no pod qualified
 * @param tieTokens scores this close to the best one are drawn by lot
 * @param candidates the pods looked at, at most {@link #MOST_CANDIDATES}, the picked one among them
 */
public record RouteDecision(
    String requestId,
    String clientRequestId,
    long atEpochMillis,
    int choice,
    int attempt,
    String model,
    String weightsDigest,
    int promptBlocks,
    int deliveredTokens,
    String previousFailure,
    String picked,
    double tieTokens,
    List<Candidate> candidates) {

  public static final int MOST_CANDIDATES = 32;

  public RouteDecision {
    candidates = candidates == null ? List.of() : List.copyOf(candidates);
  }

  /**
   * A pod as it was seen at that moment.
   *
   * @param podId null while it was unreachable
   * @param rejected {@code unreachable}, {@code draining}, {@code failed_before}, {@code
   *     circuit_open}, {@code other_model}, {@code other_weights}, {@code other_tokenizer}, or null
   *     when it qualified
   * @param streams the larger of what the pod said and what this gateway has there
   * @param kvUse share of the cache's blocks in use, 0 to 1
   * @param cachedBlocks leading blocks of the prompt that went there before
   * @param scoreTokens estimated work ahead in prompt tokens, less is better; null when rejected
   */
  public record Candidate(
      String address,
      String podId,
      String rejected,
      long waitingTokens,
      int streams,
      double kvUse,
      int cachedBlocks,
      Double scoreTokens) {}
}
