package dev.sluice.standalone.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a text that the model sees from position 0 on. Its tokens from {@code firstScored} on
 * are predicted, each from all tokens of the window before it.
 *
 * @param begin index of the first token
 * @param firstScored index of the first token whose probability counts, above {@code begin}
 * @param end index after the last token
 */
record EvaluationWindow(int begin, int firstScored, int end) {

  /**
   * Windows of {@code context} tokens, each {@code stride} further on than the one before. Of the
   * first all tokens but the very first are scored, of the others the last {@code stride}, so that
   * each token is scored once with at least {@code context - stride} tokens before it. When {@code
   * stride} is {@code context} the windows are disjoint, and the first token of each has nothing
   * before it and is not scored.
   */
  static List<EvaluationWindow> slide(int tokens, int context, int stride) {
    List<EvaluationWindow> windows = new ArrayList<>();
    int scored = 0;
    for (long begin = 0; scored < tokens; begin += stride) {
      int end = (int) Math.min(tokens, begin + context);
      int first = Math.max(scored, (int) begin + 1);
      if (first < end) {
        windows.add(new EvaluationWindow((int) begin, first, end));
      }
      scored = end;
    }
    return windows;
  }

  int scoredTokens() {
    return end - firstScored;
  }

  /** Tokens that must be run: the last one is only predicted. */
  int fedTokens() {
    return end - begin - 1;
  }
}
