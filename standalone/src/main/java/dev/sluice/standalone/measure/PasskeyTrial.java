package dev.sluice.standalone.measure;

import dev.sluice.codec.Tokenizer;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.sampling.Logprobs;
import dev.sluice.engine.sampling.UnusableLogitsException;
import dev.sluice.standalone.measure.DecoderRun.Rows;
import java.util.Arrays;

/**
 * Asks the model for one key, twice over the same prompt: how likely it finds the right digits, and
 * what it says by itself. Keeps what the next prompt has in common with this one: a token's result
 * is the same however its sequence was split into calls, among prompts of the same length.
 */
final class PasskeyTrial {
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final DecoderRun run;
  private final Logprobs logprobs;
  private final float[] row;
  private int[] cached = {};

  /**
   * What came out.
   *
   * @param isFound the greedy continuation starts with the key
   * @param logprob mean over the answer's tokens, each after the right ones before it
   * @param text the greedy continuation
   * @param promptTokens tokens of the prompt that were not there from the one before
   */
  record Outcome(boolean isFound, double logprob, String text, int promptTokens) {}

  PasskeyTrial(Decoder decoder, Tokenizer tokenizer) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.run = new DecoderRun(decoder);
    this.logprobs = new Logprobs(decoder.description().vocabSize());
    this.row = new float[decoder.description().vocabSize()];
  }

  /** Tokens of a prompt that need not run again; its last one always must, for its logits. */
  static int kept(int[] before, int[] prompt) {
    if (before.length != prompt.length) {
      return 0;
    }
    int mismatch = Arrays.mismatch(before, prompt);
    return Math.min(mismatch < 0 ? prompt.length : mismatch, prompt.length - 1);
  }

  Outcome run(PasskeyPrompt prompt) {
    int[] ids = prompt.ids();
    int kept = kept(cached, ids);
    run.restartAt(kept, ids.length);
    run.prefill(ids, kept, ids.length - 1 - kept);
    cached = ids;
    double logprob = logprob(prompt);
    String text = continuation(ids);
    return new Outcome(text.strip().startsWith(prompt.key()), logprob, text, ids.length - kept);
  }

  private double logprob(PasskeyPrompt prompt) {
    int[] answer = prompt.answer();
    double sum = 0;
    int token = restartAtEnd(prompt.ids());
    for (int expected : answer) {
      step(token);
      try {
        logprobs.read(row, 0);
      } catch (UnusableLogitsException e) {
        throw new MeasureException(
            "At a distance of " + prompt.distance() + " " + e.getMessage() + ".");
      }
      sum += logprobs.of(expected);
      token = expected;
    }
    return sum / answer.length;
  }

  private String continuation(int[] ids) {
    int[] said = new int[PasskeyPrompts.ANSWER_TOKENS];
    int token = restartAtEnd(ids);
    int count = 0;
    while (count < said.length) {
      step(token);
      token = likeliest();
      if (tokenizer.vocabulary().endOfGeneration().contains(token)) {
        break;
      }
      said[count++] = token;
    }
    return tokenizer.decode(Arrays.copyOf(said, count), true);
  }

  /** Goes back to just before the prompt's last token, and gives that token. */
  private int restartAtEnd(int[] ids) {
    run.restartAt(ids.length - 1, ids.length);
    return ids[ids.length - 1];
  }

  private void step(int token) {
    run.feed(new int[] {token}, 0, 1, Rows.LAST);
    decoder.logits(0, row);
  }

  private int likeliest() {
    int known = Math.min(row.length, tokenizer.vocabulary().size()); // rows of padding have no text
    int best = 0;
    for (int id = 1; id < known; id++) {
      if (row[id] > row[best]) {
        best = id;
      }
    }
    return best;
  }
}
