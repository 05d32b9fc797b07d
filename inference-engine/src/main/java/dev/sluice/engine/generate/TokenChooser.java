package dev.sluice.engine.generate;

import dev.sluice.codec.Vocabulary;
import dev.sluice.contract.TokenLogprob;
import dev.sluice.engine.compute.BackendFailureException;
import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.schedule.StepPlan;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the logits of a step: scores prompt tokens and chooses the next token of every sequence
 * whose last position was computed. Results are per chunk of the step's plan. Owned by the engine
 * thread, which asks the decoder's threads for help when several streams choose: a choice takes
 * from a fiftieth of a millisecond to one, and the threads would wait for the next forward pass.
 *
 * <p>Helpers take chunk after chunk until none is left. A chunk is a stream of its own, and results
 * are written per chunk, so no two helpers touch the same; that the decoder returns when all have
 * ended makes them visible here. There is working memory for as many helpers as ever had something
 * to do at once.
 */
final class TokenChooser implements HostWork {
  static final int NONE = -1;

  private final Decoder decoder;
  private final Vocabulary vocabulary;
  private final RowChooser[] helpers;
  private final int[] tokens;
  private final TokenLogprob[] logprobs;
  private final RuntimeException[] failures;
  private final int[] firstRows;
  private final int[] lastRows;

  /** Chunks with rows to read. */
  private final int[] due;

  private int dueCount;
  private final AtomicInteger nextDue = new AtomicInteger();
  private StepPlan<GenerationStream> plan;

  TokenChooser(Decoder decoder, Vocabulary vocabulary, int maxSequences) {
    this.decoder = decoder;
    this.vocabulary = vocabulary;
    this.helpers = new RowChooser[Math.min(decoder.workers(), maxSequences)];
    this.tokens = new int[maxSequences];
    this.logprobs = new TokenLogprob[maxSequences];
    this.failures = new RuntimeException[maxSequences];
    this.firstRows = new int[maxSequences];
    this.lastRows = new int[maxSequences];
    this.due = new int[maxSequences];
    helpers[0] = new RowChooser(decoder, vocabulary);
  }

  /** As {@link RowChooser#candidates}. */
  int candidates(GenerationStream stream) {
    return RowChooser.candidates(decoder, stream);
  }

  /**
   * Reads the rows of a step that was computed, each chunk's up to that of its sequence's last
   * token; {@link #chooseAfterGuess} reads those of guessed ones. Never throws what ends one stream
   * only: see {@link #failure}.
   */
  void choose(StepPlan<GenerationStream> step) {
    plan = step;
    findRows();
    nextDue.set(0);
    int wanted = Math.min(dueCount, helpers.length);
    if (wanted < 2) {
      run(0); // nobody else's time is worth a barrier
    } else {
      decoder.runOnWorkers(this, wanted);
    }
  }

  private void findRows() {
    int nextRow = 0;
    dueCount = 0;
    for (int chunk = 0; chunk < plan.size(); chunk++) {
      tokens[chunk] = NONE;
      logprobs[chunk] = null;
      failures[chunk] = null;
      int from = Math.max(plan.start(chunk), plan.sequence(chunk).logitsFrom());
      int rows = Math.max(0, plan.start(chunk) + plan.count(chunk) - from);
      firstRows[chunk] = nextRow;
      nextRow += rows;
      lastRows[chunk] = nextRow - 1 - plan.drafts(chunk);
      if (rows > 0) {
        due[dueCount++] = chunk;
      }
    }
  }

  /** One helper's work; on any thread. */
  @Override
  public void run(int helper) {
    for (int at = nextDue.getAndIncrement(); at < dueCount; at = nextDue.getAndIncrement()) {
      if (helpers[helper] == null) {
        helpers[helper] = new RowChooser(decoder, vocabulary);
      }
      chooseOrNote(helpers[helper], due[at]);
    }
  }

  private void chooseOrNote(RowChooser chooser, int chunk) {
    try {
      choose(chooser, chunk);
    } catch (RuntimeException e) {
      failures[chunk] = e;
      if (e instanceof BackendFailureException failure && failure.isLost()) {
        nextDue.set(dueCount); // nobody reads on
      }
    }
  }

  private void choose(RowChooser chooser, int chunk) {
    GenerationStream stream = plan.sequence(chunk);
    int end = plan.start(chunk) + plan.count(chunk) - plan.drafts(chunk);
    for (int index = firstRows[chunk]; index <= lastRows[chunk]; index++) {
      int position = end - 1 - (lastRows[chunk] - index);
      if (position < stream.length() - 1) {
        chooser.score(stream, index, position);
      } else {
        chooseLast(chooser, chunk, stream, index);
      }
    }
  }

  private void chooseLast(RowChooser chooser, int chunk, GenerationStream stream, int index) {
    tokens[chunk] = chooser.choose(stream, index);
    logprobs[chunk] = chooser.logprob();
  }

  /** Chooses the token that follows the next guessed one, which turned out to be right. */
  void chooseAfterGuess(int chunk, GenerationStream stream) {
    chooseLast(helpers[0], chunk, stream, ++lastRows[chunk]);
  }

  /** Why no token could be chosen for a chunk, or null. */
  RuntimeException failure(int chunk) {
    return failures[chunk];
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
