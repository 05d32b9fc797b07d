package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.sampling.Sampler;

/**
 * Reads the logits of a step: scores prompt tokens and chooses the next token of every sequence
 * whose last position was computed. Results are per chunk of the step's plan. Owned by the engine
 * thread.
 */
final class TokenChooser {
  static final int NONE = -1;

  private final Decoder decoder;
  private final float[] row;
  private final int[] bestIds;
  private final float[] bestLogits;
  private final Sampler sampler;
  private final LogprobReader reader;
  private final int[] tokens;
  private final TokenLogprob[] logprobs;
  private final int[] lastRows;
  private int nextRow;

  TokenChooser(Decoder decoder, Vocabulary vocabulary, int maxSequences) {
    int vocabSize = decoder.description().vocabSize();
    this.decoder = decoder;
    this.row = new float[vocabSize];
    this.bestIds = new int[decoder.mostCandidates()];
    this.bestLogits = new float[decoder.mostCandidates()];
    this.sampler = new Sampler(vocabSize);
    this.reader = new LogprobReader(vocabulary, vocabSize);
    this.tokens = new int[maxSequences];
    this.logprobs = new TokenLogprob[maxSequences];
    this.lastRows = new int[maxSequences];
  }

  /**
   * How many of the best tokens are enough to choose a stream's next one; 0 when it takes the whole
   * row, or when the decoder picks none.
   */
  int candidates(GenerationStream stream) {
    if (stream.request().logprobs() != null || stream.request().maxOutputTokens() == 0) {
      return 0;
    }
    int enough = stream.sampling().decisiveLogits();
    return enough <= decoder.mostCandidates() ? enough : 0;
  }

  /** Begins with the first row of a new step. */
  void start() {
    nextRow = 0;
  }

  /**
   * Reads the rows of one chunk up to that of the sequence's last token; chunks must come in the
   * order of the batch.
   *
   * @param drafts guessed tokens at the chunk's end, whose rows {@link #chooseAfterGuess} reads
   */
  void choose(int chunk, GenerationStream stream, int start, int count, int drafts) {
    tokens[chunk] = NONE;
    logprobs[chunk] = null;
    int from = Math.max(start, stream.logitsFrom());
    int firstRow = nextRow;
    nextRow += Math.max(0, start + count - from); // also when a row turns out to be unusable
    lastRows[chunk] = nextRow - 1 - drafts;
    for (int position = from; position < start + count - drafts; position++) {
      int index = firstRow + position - from;
      if (position < stream.length() - 1) {
        decoder.logits(index, row);
        score(stream, position);
      } else {
        chooseLast(chunk, stream, index);
      }
    }
  }

  /** Chooses the token that follows the next guessed one, which turned out to be right. */
  void chooseAfterGuess(int chunk, GenerationStream stream) {
    chooseLast(chunk, stream, ++lastRows[chunk]);
  }

  private void score(GenerationStream stream, int position) {
    if (position == 0) {
      stream.promptLogprobs().add(reader.first(stream.token(0)));
    }
    reader.read(row, stream.request().promptLogprobs());
    stream.promptLogprobs().add(reader.prompt(stream.token(position + 1)));
  }

  private void chooseLast(int chunk, GenerationStream stream, int index) {
    if (stream.scoresPrompt() && stream.promptLogprobs().isEmpty()) {
      stream.promptLogprobs().add(reader.first(stream.token(0))); // a prompt of one token
    }
    if (stream.request().maxOutputTokens() == 0) {
      return;
    }
    if (candidates(stream) > 0) {
      int count = decoder.candidates(index, bestIds, bestLogits);
      tokens[chunk] =
          sampler.sample(bestIds, bestLogits, count, stream.sampling(), stream.outputPosition());
      logprobs[chunk] = null;
      return;
    }
    decoder.logits(index, row);
    Integer alternatives = stream.request().logprobs();
    if (alternatives != null) {
      reader.read(row, alternatives); // before the sampler changes the row
    }
    int token = sampler.sample(row, stream.sampling(), stream.outputPosition());
    tokens[chunk] = token;
    logprobs[chunk] = alternatives == null ? null : reader.generated(token);
  }

  /** The token chosen for a chunk, or {@link #NONE}. */
  int token(int chunk) {
    return tokens[chunk];
  }

  /** Its log-probability when the stream wants one, else null. */
  TokenLogprob logprob(int chunk) {
    return logprobs[chunk];
  }
}
