package dev.sluice.codec.bpe;

import java.util.Arrays;

/**
 * Merges a word's symbols: always the pair of lowest rank, the leftmost of equals, until none is
 * left. Short words scan all pairs for the lowest, which is fastest while they fit a cache line or
 * two; from {@link #LONG} symbols on a heap finds it, so that a word of a million symbols takes n
 * log n steps. One instance per encoding; not thread-safe.
 */
final class Merger {
  private static final int LONG = 64;
  private static final int GONE = -1;

  private final MergeTable table;
  private int[] symbols = new int[LONG];

  /** What symbol i and the one after it merge to, as {@link MergeTable#find} says it. */
  private long[] merges = new long[LONG];

  private int count;

  Merger(MergeTable table) {
    this.table = table;
  }

  void start(int capacity) {
    count = 0;
    if (symbols.length < capacity) {
      symbols = new int[Math.max(capacity, 2 * symbols.length)];
      merges = new long[symbols.length];
    }
  }

  void add(int symbol) {
    if (count == symbols.length) {
      symbols = Arrays.copyOf(symbols, 2 * count);
      merges = new long[symbols.length];
    }
    symbols[count++] = symbol;
  }

  int count() {
    return count;
  }

  int symbol(int index) {
    return symbols[index];
  }

  void merge() {
    for (int i = 0; i + 1 < count; i++) {
      merges[i] = table.find(symbols[i], symbols[i + 1]);
    }
    if (count < LONG) {
      mergeShort();
    } else {
      mergeLong();
    }
  }

  private void mergeShort() {
    while (count > 1) {
      int best = 0;
      for (int i = 1; i + 1 < count; i++) {
        if (merges[i] >>> 32 < merges[best] >>> 32) {
          best = i;
        }
      }
      if (MergeTable.rank(merges[best]) == MergeTable.NEVER) {
        return;
      }
      symbols[best] = MergeTable.result(merges[best]);
      count--;
      for (int i = best + 1; i < count; i++) {
        symbols[i] = symbols[i + 1];
        merges[i] = merges[i + 1];
      }
      if (best + 1 < count) {
        merges[best] = table.find(symbols[best], symbols[best + 1]);
      }
      if (best > 0) {
        merges[best - 1] = table.find(symbols[best - 1], symbols[best]);
      }
    }
  }

  /** The symbols become a linked list; the heap's entries may be out of date and are checked. */
  private void mergeLong() {
    int[] previous = new int[count];
    int[] next = new int[count];
    MergeHeap heap = new MergeHeap(count);
    for (int i = 0; i < count; i++) {
      previous[i] = i - 1;
      next[i] = i + 1;
      if (i + 1 < count) {
        heap.add(merges[i], i);
      }
    }
    while (!heap.isEmpty()) {
      long entry = heap.remove();
      int at = MergeHeap.place(entry);
      if (symbols[at] == GONE
          || next[at] >= count
          || MergeTable.rank(merges[at]) != MergeHeap.rank(entry)) {
        continue;
      }
      int right = next[at];
      symbols[at] = MergeTable.result(merges[at]);
      symbols[right] = GONE;
      next[at] = next[right];
      if (next[at] < count) {
        previous[next[at]] = at;
        merges[at] = table.find(symbols[at], symbols[next[at]]);
        heap.add(merges[at], at);
      }
      int left = previous[at];
      if (left >= 0) {
        merges[left] = table.find(symbols[left], symbols[at]);
        heap.add(merges[left], left);
      }
    }
    compact();
  }

  private void compact() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (symbols[i] != GONE) {
        symbols[kept++] = symbols[i];
      }
    }
    count = kept;
  }
}
