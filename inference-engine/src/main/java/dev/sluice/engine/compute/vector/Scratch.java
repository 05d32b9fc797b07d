package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;

/** One worker's working memory. Owned by that worker while a job runs. */
final class Scratch implements AutoCloseable {
  /**
   * Tokens whose sums and totals are kept at once: 48 x 64 floats are 12 KiB each, which with a
   * tile (8 KiB) and the tokens' inputs (6 KiB) stays in a 48 KiB first-level cache.
   */
  static final int TOKENS = 48;

  /** Most groups of a segment, see {@link PackedWeight#segmentColumns}. */
  static final int SEGMENT_GROUPS = 64;

  private static final long LINE = 64;

  /** {@link #touch} may read this much past the end. */
  static final long TOUCH_BYTES = 4 * LINE;

  private final MemoryLedger ledger;
  private final Allocation tile;
  private final Allocation factors;
  private final Allocation groupSums;
  private final Allocation totals;
  private final Allocation sums;
  private Allocation scores;
  private int scoreCapacity;

  @SuppressWarnings("unused")
  private int touched;

  Scratch(MemoryLedger ledger) {
    this.ledger = ledger;
    tile = ledger.allocate("scratch", (long) PackedInput.CHUNK * Lanes.PANEL * Float.BYTES);
    factors = ledger.allocate("scratch", FactorUnpacker.GROUP_BYTES);
    groupSums = ledger.allocate("scratch", (long) SEGMENT_GROUPS * Lanes.PANEL * Float.BYTES);
    totals = ledger.allocate("scratch", (TOKENS + 1L) * Lanes.PANEL * Float.BYTES);
    sums = ledger.allocate("scratch", (TOKENS + 1L) * Lanes.PANEL * Float.BYTES);
  }

  /**
   * Reads one number of every cache line, with nothing else in between: the loads are all under way
   * at once, as prefetches would be.
   */
  void touch(long address, long bytes) {
    int seen = 0;
    for (long at = address; at < address + bytes; at += 4 * LINE) {
      seen |=
          Lanes.getInt(at)
              | Lanes.getInt(at + LINE)
              | Lanes.getInt(at + 2 * LINE)
              | Lanes.getInt(at + 3 * LINE);
    }
    touched = seen; // a use, without which the loads would go
  }

  /** {@code [32, P]} floats. */
  long tile() {
    return tile.segment().address();
  }

  /** A group's unpacked factors. */
  long factors() {
    return factors.segment().address();
  }

  /** {@code [SEGMENT_GROUPS, P]} floats. */
  long groupSums() {
    return groupSums.segment().address();
  }

  /** {@code [TOKENS + 1, P]} floats. */
  long totals() {
    return totals.segment().address();
  }

  /** {@code [TOKENS + 1, P]} floats, zero between jobs. */
  long sums() {
    return sums.segment().address();
  }

  /** At least {@code count} floats. */
  long scores(int count) {
    if (count > scoreCapacity) {
      if (scores != null) {
        scores.close();
      }
      scoreCapacity = Math.max(count, 2 * scoreCapacity);
      scores = ledger.allocate("scratch", scoreCapacity * 4L);
    }
    return scores.segment().address();
  }

  @Override
  public void close() {
    tile.close();
    factors.close();
    groupSums.close();
    totals.close();
    sums.close();
    if (scores != null) {
      scores.close();
    }
  }
}
