package dev.sluice.engine.model;

import dev.sluice.engine.compute.KvCache;
import java.lang.management.ManagementFactory;

/** How many key/value blocks a model gets. */
final class KvBudget {
  /** Tokens of cache that are worth having however short the model's own context is. */
  private static final long COMFORTABLE_TOKENS = 32_768;

  private KvBudget() {}

  /**
   * Blocks for the asked budget, or, when none was asked for, for 32,768 tokens or four whole
   * contexts, whichever is more, within half of the machine's free memory. Untouched blocks take no
   * memory.
   *
   * @param kvBytesPerToken of the layers that share this memory
   * @param askedBytes for these layers, 0 chooses
   * @param weightBytes what their weights will take
   * @param deviceFreeBytes free memory where the backend computes, or -1 for the host's
   * @throws ModelLoadException when not even one whole context fits
   */
  static int blocks(
      long kvBytesPerToken, int context, long askedBytes, long weightBytes, long deviceFreeBytes) {
    long blockBytes = kvBytesPerToken * KvCache.BLOCK_TOKENS;
    long one = Math.ceilDiv(context, KvCache.BLOCK_TOKENS);
    if (askedBytes > 0) {
      if (askedBytes / blockBytes < one) {
        throw new ModelLoadException(
            "a key/value cache of "
                + megabytes(askedBytes)
                + " MB is too small: one context of "
                + context
                + " tokens needs "
                + megabytes(one * blockBytes)
                + " MB; raise it or lower the context");
      }
      return (int) Math.min(Integer.MAX_VALUE, askedBytes / blockBytes);
    }
    long free = deviceFreeBytes < 0 ? freeBytes() : deviceFreeBytes;
    long left = free - weightBytes;
    if (left < one * blockBytes) {
      throw new ModelLoadException(
          "not enough memory: the weights need "
              + megabytes(weightBytes)
              + " MB and a context of "
              + context
              + " tokens "
              + megabytes(one * blockBytes)
              + " MB, but only "
              + megabytes(free)
              + " MB are free; use a shorter context or a smaller model");
    }
    long wanted = Math.max(COMFORTABLE_TOKENS / KvCache.BLOCK_TOKENS, 4 * one);
    return (int) Math.min(wanted, Math.max(one, left / 2 / blockBytes));
  }

  static long freeBytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return AvailableMemory.bytes(system.getFreeMemorySize());
  }

  private static long megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1_000_000);
  }
}
