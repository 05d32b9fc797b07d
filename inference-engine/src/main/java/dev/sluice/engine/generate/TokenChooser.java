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
    this.sampler = new Sampler(vocabSize);
    this.reader = new LogprobReader(vocabulary, vocabSize);
    this.tokens = new int[maxSequences];
    this.logprobs = new TokenLogprob[maxSequences];
    this.lastRows = new int[maxSequences];
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
      decoder.logits(firstRow + position - from, row);
      if (position < stream.length() - 1) {
        score(stream, position);
      } else {
        chooseLast(chunk, stream);
      }
    }
  }

  /** Chooses the token that follows the next guessed one, which turned out to be right. */
  void chooseAfterGuess(int chunk, GenerationStream stream) {
    decoder.logits(++lastRows[chunk], row);
    chooseLast(chunk, stream);
  }

  private void score(GenerationStream stream, int position) {
    if (position == 0) {
      stream.promptLogprobs().add(reader.first(stream.token(0)));
    }
    reader.read(row, stream.request().promptLogprobs());
    stream.promptLogprobs().add(reader.prompt(stream.token(position + 1)));
  }

  private void chooseLast(int chunk, GenerationStream stream) {
    if (stream.scoresPrompt() && stream.promptLogprobs().isEmpty()) {
      stream.promptLogprobs().add(reader.first(stream.token(0))); // a prompt of one token
    }
    if (stream.request().maxOutputTokens() == 0) {
      return;
    }
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
