package dev.sluice.codec.bpe;

import java.util.Arrays;

/** A binary heap of merges, lowest rank first, then leftmost. */
final class MergeHeap {
  /** Rank in the upper half, place in the lower. */
  private long[] entries;

  private int size;

  MergeHeap(int capacity) {
    entries = new long[capacity + 1];
  }

  static int rank(long entry) {
    return (int) (entry >>> 32);
  }

  static int place(long entry) {
    return (int) entry;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * @param merge as {@link MergeTable#find} says it; one that never happens is not kept
   */
  void add(long merge, int place) {
    if (MergeTable.rank(merge) == MergeTable.NEVER) {
      return;
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    long entry = merge & 0xFFFFFFFF00000000L | place;
    int at = size++;
    while (at > 0 && entries[at - 1 >> 1] > entry) {
      entries[at] = entries[at - 1 >> 1];
      at = at - 1 >> 1;
    }
    entries[at] = entry;
  }

  long remove() {
    long first = entries[0];
    long entry = entries[--size];
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && entries[child + 1] < entries[child]) {
        child++;
      }
      if (entries[child] >= entry) {
        break;
      }
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = entry;
    return first;
  }
}
