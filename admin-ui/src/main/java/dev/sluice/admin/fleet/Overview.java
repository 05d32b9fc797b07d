package dev.sluice.admin.fleet;

import dev.sluice.admin.usage.Totals;
import java.util.List;

/**
 * What the console's first page shows.
 *
 * @param series the last 15 minutes, oldest first
 * @param today sums since midnight UTC
 */
public record Overview(long atEpochMillis, List<Pod> pods, List<Sample> series, Totals today) {

  public Overview {
    pods = List.copyOf(pods);
    series = List.copyOf(series);
  }

  /**
   * A pod as the gateways see it.
   *
   * @param podId null before its first load report
   * @param kvUse share of the cache's blocks in use, 0 to 1
   * @param timeToFirstTokenMillis null before the first token
   * @param prefixHitRate share of prompt tokens that came from the prefix cache, 0 to 1
   */
  public record Pod(
      String address,
      String state,
      String podId,
      String backend,
      List<String> models,
      long runningStreams,
      long waitingStreams,
      double kvUse,
      double tokensPerSecond,
      Double timeToFirstTokenMillis,
      double prefixHitRate) {

    public Pod {
      models = List.copyOf(models);
    }
  }

  /**
   * The traffic of all gateways together at one moment.
   *
   * @param timeToFirstTokenMillis null when no first token came then
   */
  public record Sample(
      long atEpochMillis,
      double tokensPerSecond,
      double requestsPerSecond,
      Double timeToFirstTokenMillis,
      long activeStreams) {}
}
