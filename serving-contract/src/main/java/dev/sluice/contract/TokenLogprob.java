package dev.sluice.contract;

import java.util.List;

/**
 * A token with its natural-log probability under the model's distribution before temperature and
 * penalties.
 *
 * @param token the token's text alone (invalid UTF-8 as U+FFFD)
 * @param bytes the token's bytes as unsigned values, so that clients can join split characters
 * @param logprob null for the first prompt token, which nothing predicts
 * @param top the likeliest alternatives in descending order; for prompt tokens the actual token is
 *     always among them
 */
public record TokenLogprob(
    int id, String token, List<Integer> bytes, Double logprob, List<TokenLogprob> top) {

  public TokenLogprob {
    bytes = bytes == null ? List.of() : List.copyOf(bytes);
    top = top == null ? List.of() : List.copyOf(top);
  }
}
