package dev.sluice.gateway.completion;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** What passes through this gateway, for its reports. Safe for use by several threads. */
@Component
public class TrafficMeter {
  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder requests = new LongAdder();
  private final LongAdder outputTokens = new LongAdder();
  private final LongAdder firstTokens = new LongAdder();
  private final LongAdder firstTokenNanos = new LongAdder();

  /**
   * What passed since the last call.
   *
   * @param meanFirstTokenMillis null when no first token came
   */
  public record Passed(
      int activeStreams, long requests, long outputTokens, Double meanFirstTokenMillis) {}

  void started() {
    active.incrementAndGet();
    requests.increment();
  }

  void ended() {
    active.decrementAndGet();
  }

  void firstToken(long nanos) {
    firstTokens.increment();
    firstTokenNanos.add(nanos);
  }

  void generated(int tokens) {
    outputTokens.add(tokens);
  }

  /** Requests that have not ended yet. */
  public int active() {
    return active.get();
  }

  /** Reads and resets the sums. */
  public Passed take() {
    long firsts = firstTokens.sumThenReset();
    long nanos = firstTokenNanos.sumThenReset();
    return new Passed(
        active.get(),
        requests.sumThenReset(),
        outputTokens.sumThenReset(),
        firsts == 0 ? null : nanos / 1e6 / firsts);
  }
}
