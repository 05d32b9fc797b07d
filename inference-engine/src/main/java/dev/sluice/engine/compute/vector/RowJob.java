package dev.sluice.engine.compute.vector;

import java.util.Arrays;

/**
 * Row operations that follow each other, run together: a worker takes a token through all of them
 * before the next token, so its row stays in the cache and the workers meet once. They wait until
 * {@link #finish}, which must come before anything else reads or writes what they work on, or until
 * one comes for another number of tokens.
 */
final class RowJob implements WorkerTeam.Job {
  /** More than any block of a model has in a row. */
  private static final int MOST = 16;

  private final WorkerTeam team;
  private final Scratch[] scratch;
  private final RowTask[] tasks = new RowTask[MOST];
  private int count;
  private int tokens;

  RowJob(WorkerTeam team, Scratch[] scratch) {
    this.team = team;
    this.scratch = scratch;
    Arrays.setAll(tasks, _ -> new RowTask());
  }

  /** One more operation over {@code n} tokens; the caller says which. */
  RowTask next(int n) {
    if (n != tokens || count == MOST) {
      finish();
      tokens = n;
    }
    return tasks[count++];
  }

  /** Runs what waits. */
  void finish() {
    if (count == 0) {
      return;
    }
    try {
      team.runTokens(this, tokens);
    } finally {
      count = 0;
    }
  }

  @Override
  public void run(int worker, int token) {
    long spare = scratch[worker].tile();
    for (int i = 0; i < count; i++) {
      tasks[i].run(spare, token);
    }
  }
}
