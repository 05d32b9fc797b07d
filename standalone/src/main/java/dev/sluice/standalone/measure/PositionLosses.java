package dev.sluice.standalone.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Losses of tokens, together and in buckets of equal width by position within the window. */
final class PositionLosses {
  private static final int MOST_BUCKETS = 16;

  private final int context;
  private final LossTally all = new LossTally();
  private final LossTally[] buckets;

  PositionLosses(int context) {
    this.context = context;
    this.buckets =
        Stream.generate(LossTally::new)
            .limit(Math.min(MOST_BUCKETS, context))
            .toArray(LossTally[]::new);
  }

  /**
   * @param position how many tokens of the window are before the token
   */
  void add(int position, double loss) {
    all.add(loss);
    buckets[(int) ((long) position * buckets.length / context)].add(loss);
  }

  LossTally all() {
    return all;
  }

  List<PerplexityResult.Bucket> buckets() {
    List<PerplexityResult.Bucket> found = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i].count() > 0) {
        int from = Math.max(1, firstPosition(i)); // nothing predicts the first token
        found.add(
            new PerplexityResult.Bucket(
                from, firstPosition(i + 1), buckets[i].count(), buckets[i].mean()));
      }
    }
    return found;
  }

  private int firstPosition(int bucket) {
    return (int) Math.ceilDiv((long) bucket * context, buckets.length);
  }
}
