package dev.sluice.engine.sampling;

import dev.sluice.contract.SamplingSpec;
import java.util.Map;

/**
 * One stream's sampling settings, unpacked once so that the token loop meets no boxed numbers, with
 * the stream's {@link TokenTally} when its penalties need one.
 */
public final class StreamSampling {
  private final SamplingSpec spec;
  private final int[] biasIds;
  private final float[] biases;
  private final TokenTally tally;

  public StreamSampling(SamplingSpec spec) {
    this.spec = spec;
    biasIds = new int[spec.logitBias().size()];
    biases = new float[biasIds.length];
    int i = 0;
    for (Map.Entry<Integer, Float> entry : spec.logitBias().entrySet()) {
      biasIds[i] = entry.getKey();
      biases[i++] = entry.getValue();
    }
    boolean penalises =
        spec.repetitionPenalty() != 1
            || spec.presencePenalty() != 0
            || spec.frequencyPenalty() != 0;
    tally = penalises ? new TokenTally() : null;
  }

  public void addPromptToken(int id) {
    if (tally != null) {
      tally.addPromptToken(id);
    }
  }

  public void addOutputToken(int id) {
    if (tally != null) {
      tally.addOutputToken(id);
    }
  }

  public SamplingSpec spec() {
    return spec;
  }

  /**
   * How many of a row's best logits decide the next token whatever the others are; 0 when it takes
   * the whole row.
   */
  public int decisiveLogits() {
    if (biasIds.length > 0 || tally != null) {
      return 0;
    }
    return spec.temperature() == 0 ? 1 : spec.topK();
  }

  /** Adds the bias of each token that has one. */
  void applyBias(float[] logits) {
    for (int i = 0; i < biasIds.length; i++) {
      logits[biasIds[i]] += biases[i];
    }
  }

  /** Repetition first, then presence and frequency, each token independently of all others. */
  void applyPenalties(float[] logits) {
    if (tally == null) {
      return;
    }
    for (int slot = 0; slot < tally.slots(); slot++) {
      if (!tally.isEmpty(slot)) {
        int id = tally.id(slot);
        logits[id] = penalised(logits[id], tally.outputCount(slot));
      }
    }
  }

  private float penalised(float logit, int outputCount) {
    float penalty = spec.repetitionPenalty();
    float result = logit > 0 ? logit / penalty : logit * penalty;
    if (outputCount > 0) {
      result -= spec.presencePenalty() + outputCount * spec.frequencyPenalty();
    }
    return result;
  }
}
