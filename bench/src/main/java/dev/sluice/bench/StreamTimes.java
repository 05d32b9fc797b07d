package dev.sluice.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * When the texts of concurrent streams came.
 *
 * @param nanos from the first request to the end of the last stream
 */
public record StreamTimes(List<Stream> streams, long nanos) {

  /**
   * @param startNanos when the request was sent
   * @param textNanos when each piece of text came
   * @param tokens the server's own count
   */
  public record Stream(long startNanos, List<Long> textNanos, int tokens) {}

  /** Over all streams, prompts included. */
  public double tokensPerSecond() {
    return streams.stream().mapToInt(Stream::tokens).sum() / (nanos / 1e9);
  }

  /** Milliseconds to the first piece of text. */
  public double firstTextMillis(double share) {
    ToDoubleFunction<Stream> first = s -> (s.textNanos().getFirst() - s.startNanos()) / 1e6;
    return percentile(
        streams.stream().filter(s -> !s.textNanos().isEmpty()).mapToDouble(first).toArray(), share);
  }

  /** Milliseconds between two pieces of text of a stream. */
  public double gapMillis(double share) {
    double[] gaps = streams.stream().flatMapToDouble(s -> gaps(s.textNanos())).toArray();
    return percentile(gaps, share);
  }

  private static DoubleStream gaps(List<Long> nanos) {
    return IntStream.range(1, nanos.size())
        .mapToDouble(i -> (nanos.get(i) - nanos.get(i - 1)) / 1e6);
  }

  private static double percentile(double[] values, double share) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[(int) Math.round(share * (values.length - 1))];
  }
}
