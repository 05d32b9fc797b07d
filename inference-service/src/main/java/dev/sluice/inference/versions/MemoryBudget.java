package dev.sluice.inference.versions;

import dev.sluice.engine.model.ModelLoadException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The memory that versions may take together, and who has been promised how much. Safe for use by
 * any thread.
 */
final class MemoryBudget {
  private final long budgetBytes;
  private final Map<String, Long> promised = new TreeMap<>();

  /**
   * @param budgetBytes 0 when only the machine's memory limits, which engines look after themselves
   */
  MemoryBudget(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  long bytes() {
    return budgetBytes;
  }

  boolean isLimited() {
    return budgetBytes > 0;
  }

  synchronized long promisedBytes() {
    return promised.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized long promisedBytes(String name) {
    return promised.getOrDefault(name, 0L);
  }

  /**
   * Promises a version its memory.
   *
   * @param askedKvBytes 0 to choose: what is comfortable, within half of what the weights leave, at
   *     least one context
   * @return bytes of its key/value cache
   * @throws ModelLoadException when it does not fit, with the figures
   */
  synchronized long promise(String name, Footprint need, long askedKvBytes) {
    long left = left(need);
    long kv = askedKvBytes > 0 ? askedKvBytes : chosen(need, left);
    long total = need.fixedBytes() + kv;
    if (total > left) {
      throw new ModelLoadException(refusal(name, need, kv, left));
    }
    promised.put(name, total);
    return kv;
  }

  private long left(Footprint need) {
    return Math.min(need.machineBytes(), budgetBytes - promisedBytes());
  }

  private static long chosen(Footprint need, long left) {
    long half = (left - need.fixedBytes()) / 2;
    return Math.max(need.contextBytes(), Math.min(need.comfortableBytes(), half));
  }

  private String refusal(String name, Footprint need, long kv, long left) {
    String whose =
        left == need.machineBytes()
            ? "of this machine's memory are free"
            : "of the budget of %d MB are left beside %s"
                .formatted(megabytes(budgetBytes), promised.keySet());
    return "%s needs %d MB (weights %d, key/value cache %d, working memory %d), but only %d MB %s; unload a version, lower its context, or raise sluice.inference.memory"
        .formatted(
            name,
            megabytes(need.fixedBytes() + kv),
            megabytes(need.weightsBytes()),
            megabytes(kv),
            megabytes(need.workingBytes()),
            Math.max(0, left / 1_000_000),
            whose);
  }

  /** A version has taken what it takes. */
  synchronized void taken(String name, long bytes) {
    promised.put(name, bytes);
  }

  synchronized void release(String name) {
    promised.remove(name);
  }

  private static long megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1_000_000L);
  }
}
