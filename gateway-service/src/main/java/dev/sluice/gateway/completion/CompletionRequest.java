package dev.sluice.gateway.completion;

import dev.sluice.contract.SamplingSpec;
import java.util.List;

/**
 * A validated request.
 *
 * @param id of the answer, unique
 * @param operation {@code chat} or {@code text_completion}, for metrics
 * @param endpoint the path, for usage
 * @param prompts one choice is made for each, {@code n} times
 * @param maxOutputTokens per choice; null leaves it to the pipeline
 * @param sampling its seed is the first choice's; the following choices of a prompt count up
 * @param logprobs alternatives per generated token, null for none
 * @param echo give the prompt back, with its log-probabilities when {@code logprobs} is set
 */
public record CompletionRequest(
    String id,
    String operation,
    String endpoint,
    String model,
    List<Prompt> prompts,
    int n,
    Integer maxOutputTokens,
    SamplingSpec sampling,
    List<String> stop,
    List<Integer> stopTokenIds,
    boolean ignoreEos,
    Integer logprobs,
    boolean echo,
    boolean streamed,
    int priority) {

  /** Number of choices in the answer. */
  public int choices() {
    return prompts.size() * n;
  }
}
