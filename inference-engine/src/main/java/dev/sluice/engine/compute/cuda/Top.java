package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.tensor.Tensor;

/** Finds the largest values of rows on the device, so that few words come back instead of rows. */
final class Top {
  /** The kernels take one key at a time: beyond so many, copying a row takes less time. */
  static final int LIMIT = 128;

  /** As in {@code top.cu}. */
  private static final int CHUNK = 2048;

  private static final int THREADS = 256;

  private final Staging staging;
  private final GrowingBuffer parts;
  private final GrowingBuffer found;
  private final Kernel ofChunks;
  private final Kernel merge;
  private int[] words = new int[0];

  Top(Kernels kernels, DeviceMemory memory, Staging staging) {
    this.staging = staging;
    this.parts = new GrowingBuffer(memory, "top");
    this.found = new GrowingBuffer(memory, "top");
    this.ofChunks = kernels.get("top", "top_parts");
    this.merge = kernels.get("top", "top_merge");
  }

  /** Waits for the device; {@code k} values and columns per row. */
  void find(Tensor x, int n, int k, int[] columns, float[] values) {
    int chunks = Math.ceilDiv(x.columns(), CHUNK);
    int count = n * k;
    long partial = parts.atLeast((long) count * chunks * Long.BYTES);
    long result = found.atLeast(2L * count * Integer.BYTES);
    ofChunks.rows(x).integer(x.columns()).integer(k).address(partial).launch(chunks, n, THREADS);
    merge.address(partial).integer(chunks).integer(k).address(result).launch(n, 1, THREADS);
    if (words.length < 2 * count) {
      words = new int[2 * count];
    }
    staging.download(result, words, 2 * count);
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat(words[2 * i]);
      columns[i] = words[2 * i + 1];
    }
  }
}
