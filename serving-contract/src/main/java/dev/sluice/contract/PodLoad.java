package dev.sluice.contract;

import java.util.List;

/**
 * How busy a pod is, pushed as newline-delimited JSON on {@link InternalPaths#LOAD} whenever it
 * changes (at most every 100 ms) and at least every 2 s.
 *
 * <p>The counts are sums over all models; {@code versions} has them apart.
 *
 * @param podId stable for the life of the process
 * @param models those that take requests now, in the order of their names
 * @param runningStreams streams with cache blocks
 * @param waitingStreams queued streams
 * @param waitingTokens prompt tokens of the queued streams
 * @param kvBlocksTotal size of the block pool
 * @param kvBlocksFree blocks that hold nothing or only reusable prefixes
 * @param prefixHitTokens prompt tokens served from the prefix cache since start
 * @param promptTokens prompt tokens since start
 * @param generatedTokens tokens generated since start
 * @param tokensPerSecond generation rate over the last seconds
 * @param timeToFirstTokenMillis exponentially weighted average over recent streams, 0 before the
 *     first
 * @param draining no new streams, running ones go on
 * @param backend for example {@code vector (AVX-512, 16 lanes)}
 * @param versions how far each version is, those included that are not served yet or any more
 */
public record PodLoad(
    String podId,
    long sequence,
    List<ServedModel> models,
    int runningStreams,
    int waitingStreams,
    long waitingTokens,
    int kvBlocksTotal,
    int kvBlocksFree,
    long prefixHitTokens,
    long promptTokens,
    long generatedTokens,
    double tokensPerSecond,
    double timeToFirstTokenMillis,
    boolean draining,
    String backend,
    List<VersionStatus> versions) {

  public PodLoad {
    models = models == null ? List.of() : List.copyOf(models);
    versions = versions == null ? List.of() : List.copyOf(versions);
  }

  /** Of an engine, which knows nothing of versions. */
  public PodLoad(
      String podId,
      long sequence,
      List<ServedModel> models,
      int runningStreams,
      int waitingStreams,
      long waitingTokens,
      int kvBlocksTotal,
      int kvBlocksFree,
      long prefixHitTokens,
      long promptTokens,
      long generatedTokens,
      double tokensPerSecond,
      double timeToFirstTokenMillis,
      boolean draining,
      String backend) {
    this(
        podId,
        sequence,
        models,
        runningStreams,
        waitingStreams,
        waitingTokens,
        kvBlocksTotal,
        kvBlocksFree,
        prefixHitTokens,
        promptTokens,
        generatedTokens,
        tokensPerSecond,
        timeToFirstTokenMillis,
        draining,
        backend,
        List.of());
  }

  /** The same with the versions told. */
  public PodLoad withVersions(List<VersionStatus> told) {
    return with(sequence, told);
  }

  /** The same under another sequence number. */
  public PodLoad withSequence(long number) {
    return with(number, versions);
  }

  private PodLoad with(long number, List<VersionStatus> told) {
    return new PodLoad(
        podId,
        number,
        models,
        runningStreams,
        waitingStreams,
        waitingTokens,
        kvBlocksTotal,
        kvBlocksFree,
        prefixHitTokens,
        promptTokens,
        generatedTokens,
        tokensPerSecond,
        timeToFirstTokenMillis,
        draining,
        backend,
        told);
  }
}
