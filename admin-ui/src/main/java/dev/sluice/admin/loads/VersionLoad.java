package dev.sluice.admin.loads;

import dev.sluice.contract.VersionSource;
import java.time.Instant;
import java.util.List;

/**
 * How far a planned version is.
 *
 * @param isLoaded a pod serves it, and every tokenizer has it
 * @param places that have it, or shall
 */
record VersionLoad(
    String versionId,
    String name,
    VersionSource source,
    Integer contextLength,
    String ropeScaling,
    Long kvCacheBytes,
    boolean isWanted,
    boolean isLoaded,
    List<At> places) {

  /**
   * In one process.
   *
   * @param kind {@code pod} or {@code tokenizer}
   * @param state {@code waiting} before it is told, else that of the process
   * @param problem why it failed or what it waits for, one sentence
   * @param retryAt when a failed load is tried again
   */
  record At(
      String kind,
      String address,
      String podId,
      String state,
      String problem,
      Instant retryAt,
      long fetchedBytes,
      long totalBytes,
      long memoryBytes,
      Integer contextLength) {}
}
