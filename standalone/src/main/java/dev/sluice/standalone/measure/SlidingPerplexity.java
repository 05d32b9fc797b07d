package dev.sluice.standalone.measure;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.sampling.Logprobs;
import dev.sluice.engine.sampling.UnusableLogitsException;
import dev.sluice.standalone.measure.DecoderRun.Rows;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Perplexity of a text under a fixed context by a sliding window (Position Interpolation, arXiv
 * 2306.15595, section 3.2, after arXiv 2108.12409, appendix B): {@code exp(-1/n sum ln p(token |
 * tokens of its window before it))}. Probabilities and sums are in double precision. Each window is
 * computed afresh, because its tokens have other positions than in the window before. Logits are
 * read in chunks of as many rows as the decoder gives at once, so memory does not grow with the
 * text. Proved by the {@code passage} of the stories260K reference.
 */
public final class SlidingPerplexity {
  private final Decoder decoder;
  private final LongSupplier nanoTime;
  private final DecoderRun run;
  private final Logprobs logprobs;
  private final float[] row;
  private final int chunkTokens;

  public SlidingPerplexity(Decoder decoder) {
    this(decoder, System::nanoTime);
  }

  SlidingPerplexity(Decoder decoder, LongSupplier nanoTime) {
    this.decoder = decoder;
    this.nanoTime = nanoTime;
    this.run = new DecoderRun(decoder);
    this.logprobs = new Logprobs(decoder.description().vocabSize());
    this.row = new float[decoder.description().vocabSize()];
    this.chunkTokens = Math.min(decoder.maxBatchTokens(), decoder.maxLogitRows());
  }

  /**
   * @throws MeasureException when there is nothing to predict, the window does not fit the decoder,
   *     or the model gives no usable probabilities
   */
  public PerplexityResult measure(int[] ids, int context, int stride, Watcher watcher) {
    check(ids, context, stride);
    List<EvaluationWindow> windows = EvaluationWindow.slide(ids.length, context, stride);
    long total = windows.stream().mapToLong(EvaluationWindow::fedTokens).sum();
    PositionLosses losses = new PositionLosses(context);
    long start = nanoTime.getAsLong();
    long done = 0;
    watcher.at(0, total);
    for (EvaluationWindow window : windows) {
      long before = done;
      score(ids, window, losses, fed -> watcher.at(before + fed, total));
      done += window.fedTokens();
    }
    double seconds = (nanoTime.getAsLong() - start) / 1e9;
    return new PerplexityResult(
        context,
        stride,
        windows.size(),
        losses.all().count(),
        losses.all().mean(),
        losses.all().standardError(),
        losses.buckets(),
        seconds);
  }

  private void score(int[] ids, EvaluationWindow window, PositionLosses losses, IntConsumer fed) {
    run.restart(window.end() - window.begin());
    int from = window.firstScored() - 1; // the row of a token predicts the one after it
    run.prefill(ids, window.begin(), from - window.begin());
    while (from < window.end() - 1) {
      int count = Math.min(chunkTokens, window.end() - 1 - from);
      run.feed(ids, from, count, Rows.ALL);
      for (int i = 0; i < count; i++) {
        int position = from + i + 1 - window.begin();
        losses.add(position, loss(i, ids[from + i + 1], position));
      }
      from += count;
      fed.accept(from - window.begin());
    }
  }

  private double loss(int logitRow, int id, int position) {
    decoder.logits(logitRow, row);
    try {
      logprobs.read(row, 0);
    } catch (UnusableLogitsException e) {
      throw new MeasureException("At position " + position + " " + e.getMessage() + ".");
    }
    return -logprobs.of(id);
  }

  private void check(int[] ids, int context, int stride) {
    if (context < 2 || stride < 1 || stride > context) {
      throw new MeasureException(
          "A context of "
              + context
              + " and a stride of "
              + stride
              + " are not possible: the context must be 2 or more, the stride 1 to the context.");
    }
    if (ids.length < 2) {
      throw new MeasureException(
          "The text has "
              + ids.length
              + (ids.length == 1 ? " token" : " tokens")
              + ", at least 2 are needed to predict one from another.");
    }
    int capacity = DecoderRun.capacityTokens(decoder);
    if (Math.min(context, ids.length) - 1 > capacity) {
      throw new MeasureException(
          "A window has " + context + " tokens, and a sequence has at most " + capacity + " here.");
    }
    DecoderRun.checkIds(decoder, ids);
  }
}
