package dev.sluice.contract;

import java.util.Map;

/**
 * How the next token is chosen. Order of application: logit bias, penalties, temperature, top-k,
 * top-p, min-p, draw.
 *
 * @param temperature 0 means greedy (argmax, lowest id on a tie); otherwise logits are divided by
 *     it
 * @param topK keep the k likeliest, 0 keeps all
 * @param topP nucleus mass in (0, 1], 1 keeps all
 * @param minP drop tokens below this fraction of the likeliest one's probability, 0 keeps all
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen in prompt
 *     or output (CTRL, arXiv 1909.05858), 1 is off
 * @param presencePenalty subtracted once from tokens seen in the output
 * @param frequencyPenalty subtracted per occurrence in the output
 * @param logitBias token id to additive bias
 * @param seed key of the counter-based generator; the same seed, prompt and weights give the same
 *     tokens
 */
public record SamplingSpec(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    float presencePenalty,
    float frequencyPenalty,
    Map<Integer, Float> logitBias,
    long seed) {

  public SamplingSpec {
    logitBias = logitBias == null ? Map.of() : Map.copyOf(logitBias);
  }

  /** Greedy decoding without penalties. */
  public static SamplingSpec greedy() {
    return new SamplingSpec(0f, 0, 1f, 0f, 1f, 0f, 0f, Map.of(), 0L);
  }
}
