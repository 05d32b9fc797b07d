package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;

/** One worker's working memory. Owned by that worker while a job runs. */
final class Scratch implements AutoCloseable {
  /**
   * Tokens that a tile is multiplied with before the next: 48 x 64 totals are 12 KiB, which with a
   * tile (8 KiB) and the tokens' inputs (6 KiB) stays in a 48 KiB first-level cache.
   */
  static final int TOKENS = 48;

  /**
   * Columns of a panel that are unpacked at once, 16 KiB: with totals and inputs they stay in the
   * first-level cache. With 1024, in the second-level one, 16 tokens took 8 % longer.
   */
  static final int UNPACKED_COLUMNS = 64;

  /** Most groups of a segment, see {@link PackedWeight#segmentColumns}. */
  static final int SEGMENT_GROUPS = 64;

  private static final int SMALLEST_GROUP = 16;

  private static final long LINE = 64;

  /** {@link #touch} may read this much past the end. */
  static final long TOUCH_BYTES = 4 * LINE;

  private final Allocation tile;
  private final Allocation unpacked;
  private final Allocation factors;
  private final Allocation groupSums;
  private final GrowingMemory totals;
  private final GrowingMemory scores;

  @SuppressWarnings("unused")
  private int touched;

  Scratch(MemoryLedger ledger) {
    tile = ledger.allocate("scratch", (long) PackedInput.CHUNK * Lanes.PANEL * Float.BYTES);
    unpacked = ledger.allocate("scratch", (long) UNPACKED_COLUMNS * Lanes.PANEL * Float.BYTES);
    int groups = UNPACKED_COLUMNS / SMALLEST_GROUP;
    factors = ledger.allocate("scratch", (long) groups * FactorUnpacker.GROUP_BYTES);
    groupSums = ledger.allocate("scratch", (long) SEGMENT_GROUPS * Lanes.PANEL * Float.BYTES);
    totals = new GrowingMemory(ledger, "scratch");
    scores = new GrowingMemory(ledger, "scratch");
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

  /** {@code [UNPACKED_COLUMNS, P]} floats. */
  long unpacked() {
    return unpacked.segment().address();
  }

  /** {@code [32, P]} floats for anything. */
  long tile() {
    return tile.segment().address();
  }

  /** Unpacked factors of {@link #unpacked} columns, group by group. */
  long factors() {
    return factors.segment().address();
  }

  /** {@code [SEGMENT_GROUPS, P]} floats. */
  long groupSums() {
    return groupSums.segment().address();
  }

  /** {@code [tokens, P]} floats. */
  long totals(int tokens) {
    return totals.atLeast((long) tokens * Lanes.PANEL * Float.BYTES);
  }

  /** At least {@code count} floats. */
  long scores(int count) {
    return scores.atLeast((long) count * Float.BYTES);
  }

  @Override
  public void close() {
    tile.close();
    factors.close();
    groupSums.close();
    unpacked.close();
    totals.close();
    scores.close();
  }
}
