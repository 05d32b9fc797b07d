package dev.sluice.contract;

/**
 * How far a version is in one pod or tokenizer service, and how busy it is there.
 *
 * @param problem why it {@link State#FAILED}, one sentence; null otherwise
 * @param fetchedBytes of the file so far; 0 when nothing has to be fetched
 * @param totalBytes of the file, 0 while that is not known
 * @param memoryBytes weights, key/value cache and working memory: while it loads what it was
 *     promised, then what it takes
 * @param model what is served, null before it is {@link State#READY}; always null from the
 *     tokenizer service
 * @param runningStreams streams with cache blocks
 * @param waitingStreams queued streams
 * @param waitingTokens prompt tokens of the queued streams
 * @param kvBlocksTotal size of the version's block pool
 * @param kvBlocksFree blocks that hold nothing or only reusable prefixes
 * @param tag of the {@link LoadVersionRequest} that brought it, null for what the process was
 *     started with
 */
public record VersionStatus(
    String name,
    State state,
    String problem,
    long fetchedBytes,
    long totalBytes,
    long memoryBytes,
    ServedModel model,
    int runningStreams,
    int waitingStreams,
    long waitingTokens,
    int kvBlocksTotal,
    int kvBlocksFree,
    String tag) {

  /** Of a process that does not look at tags. */
  public VersionStatus(
      String name,
      State state,
      String problem,
      long fetchedBytes,
      long totalBytes,
      long memoryBytes,
      ServedModel model,
      int runningStreams,
      int waitingStreams,
      long waitingTokens,
      int kvBlocksTotal,
      int kvBlocksFree) {
    this(
        name,
        state,
        problem,
        fetchedBytes,
        totalBytes,
        memoryBytes,
        model,
        runningStreams,
        waitingStreams,
        waitingTokens,
        kvBlocksTotal,
        kvBlocksFree,
        null);
  }

  /** The same with a tag. */
  public VersionStatus withTag(String told) {
    return new VersionStatus(
        name,
        state,
        problem,
        fetchedBytes,
        totalBytes,
        memoryBytes,
        model,
        runningStreams,
        waitingStreams,
        waitingTokens,
        kvBlocksTotal,
        kvBlocksFree,
        told);
  }

  /**
   * {@code FETCHING -> LOADING -> READY -> UNLOADING -> gone}; {@code FETCHING} and {@code LOADING}
   * may end in {@code FAILED}, which stays until the version is asked for again or deleted.
   */
  public enum State {
    FETCHING,
    LOADING,
    READY,
    FAILED,
    UNLOADING
  }

  /** A version that serves nothing yet. */
  public static VersionStatus notServing(
      String name,
      State state,
      String problem,
      long fetchedBytes,
      long totalBytes,
      long memoryBytes) {
    return new VersionStatus(
        name, state, problem, fetchedBytes, totalBytes, memoryBytes, null, 0, 0, 0, 0, 0);
  }
}
