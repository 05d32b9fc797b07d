package dev.sluice.codec.bpe;

/**
 * Which two tokens merge, at which rank, into what. Open addressing over two longs an entry, which
 * lie on one cache line. Immutable once filled; thread-safe then.
 */
final class MergeTable {
  /** The rank of a pair that does not merge. */
  static final int NEVER = Integer.MAX_VALUE;

  private static final long EMPTY = -1;

  /** Key, then rank and result, for each slot. */
  private final long[] slots;

  private final int mask;

  MergeTable(int merges) {
    int size = Integer.highestOneBit(Math.max(merges, 4)) * 4;
    slots = new long[2 * size];
    mask = size - 1;
    for (int i = 0; i < slots.length; i += 2) {
      slots[i] = EMPTY;
    }
  }

  /** A pair that is put twice has its last rank. */
  void put(int left, int right, int rank, int result) {
    long key = key(left, right);
    int slot = slot(key);
    slots[2 * slot] = key;
    slots[2 * slot + 1] = (long) rank << 32 | result;
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  /** The slot of the key, or the free one where it belongs. */
  private int slot(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (h ^ h >>> 32) & mask;
    while (slots[2 * slot] != key && slots[2 * slot] != EMPTY) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /**
   * Rank in the upper half, result in the lower; {@link #NEVER} in the upper when there is none.
   */
  long find(int left, int right) {
    int slot = slot(key(left, right));
    return slots[2 * slot] == EMPTY ? (long) NEVER << 32 : slots[2 * slot + 1];
  }

  static int rank(long merge) {
    return (int) (merge >>> 32);
  }

  static int result(long merge) {
    return (int) merge;
  }
}
