package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.sampling.Sampler;

/**
 * Scores prompt tokens and chooses next tokens from rows of the last forward's logits, with working
 * memory of its own and without any state between two rows. One thread at a time.
 */
final class RowChooser {
  private final Decoder decoder;
  private final float[] row;
  private final int[] bestIds;
  private final float[] bestLogits;
  private final Sampler sampler;
  private final LogprobReader reader;
  private TokenLogprob logprob;

  RowChooser(Decoder decoder, Vocabulary vocabulary) {
    int vocabSize = decoder.description().vocabSize();
    this.decoder = decoder;
    this.row = new float[vocabSize];
    this.bestIds = new int[decoder.mostCandidates()];
    this.bestLogits = new float[decoder.mostCandidates()];
    this.sampler = new Sampler(vocabSize);
    this.reader = new LogprobReader(vocabulary, vocabSize);
  }

  /**
   * How many of the best tokens are enough to choose a stream's next one; 0 when it takes the whole
   * row, or when the decoder picks none.
   */
  static int candidates(Decoder decoder, GenerationStream stream) {
    if (stream.request().logprobs() != null || stream.request().maxOutputTokens() == 0) {
      return 0;
    }
    int enough = stream.sampling().decisiveLogits();
    return enough <= decoder.mostCandidates() ? enough : 0;
  }

  /** Adds the log-probability of the prompt's token after {@code position}. */
  void score(GenerationStream stream, int index, int position) {
    decoder.logits(index, row);
    if (position == 0) {
      stream.promptLogprobs().add(reader.first(stream.token(0)));
    }
    reader.read(row, stream.request().promptLogprobs());
    stream.promptLogprobs().add(reader.prompt(stream.token(position + 1)));
  }

  /** The token after a stream's last one, or {@link TokenChooser#NONE} when it wants no more. */
  int choose(GenerationStream stream, int index) {
    logprob = null;
    if (stream.scoresPrompt() && stream.promptLogprobs().isEmpty()) {
      stream.promptLogprobs().add(reader.first(stream.token(0))); // a prompt of one token
    }
    if (stream.request().maxOutputTokens() == 0) {
      return TokenChooser.NONE;
    }
    if (candidates(decoder, stream) > 0) {
      int count = decoder.candidates(index, bestIds, bestLogits);
      return sampler.sample(bestIds, bestLogits, count, stream.sampling(), stream.outputPosition());
    }
    return chooseFromRow(stream, index);
  }

  private int chooseFromRow(GenerationStream stream, int index) {
    decoder.logits(index, row);
    Integer alternatives = stream.request().logprobs();
    if (alternatives != null) {
      reader.read(row, alternatives); // before the sampler changes the row
    }
    int token = sampler.sample(row, stream.sampling(), stream.outputPosition());
    logprob = alternatives == null ? null : reader.generated(token);
    return token;
  }

  /** The log-probability of the token chosen last when its stream wants one, else null. */
  TokenLogprob logprob() {
    return logprob;
  }
}
