package dev.sluice.engine.sampling;

/**
 * The k best ids of a row in exact order: descending logit, then ascending id. A heap of k ids with
 * the worst at its root sees the row once; most ids of a row lose against the root and cost one
 * comparison. The arrays are reused, so a selection does not allocate. Needs a row without NaN.
 */
final class TopSelection {
  private final int[] heap;
  private int size;
  private float[] logits;

  TopSelection(int vocabSize) {
    heap = new int[vocabSize];
  }

  /** Selects from the first {@code length} logits; fewer than k when there are fewer. */
  void select(float[] row, int length, int k) {
    logits = row;
    size = Math.min(k, length);
    if (size == 0) {
      return;
    }
    for (int id = 0; id < size; id++) {
      heap[id] = id;
    }
    for (int at = size / 2 - 1; at >= 0; at--) {
      siftDown(at, size);
    }
    float least = row[heap[0]];
    for (int id = size; id < length; id++) {
      if (row[id] > least) { // an equal one is worse: its id is higher than all before
        heap[0] = id;
        siftDown(0, size);
        least = row[heap[0]];
      }
    }
    for (int last = size - 1; last > 0; last--) {
      int worst = heap[0];
      heap[0] = heap[last];
      heap[last] = worst;
      siftDown(0, last);
    }
  }

  int size() {
    return size;
  }

  /** The id at a rank, 0 for the best. */
  int id(int rank) {
    return heap[rank];
  }

  private void siftDown(int from, int end) {
    int at = from;
    int id = heap[at];
    while (2 * at + 1 < end) {
      int child = 2 * at + 1;
      if (child + 1 < end && isWorse(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isWorse(heap[child], id)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = id;
  }

  private boolean isWorse(int a, int b) {
    return logits[a] < logits[b] || (logits[a] == logits[b] && a > b);
  }
}
