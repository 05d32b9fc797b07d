package dev.sluice.inference.metrics;

import dev.sluice.contract.GenerateEvent;
import java.util.function.Consumer;

/** The clock of one stream. Used by one thread at a time. */
final class StreamMeter implements Consumer<GenerateEvent> {
  private final StreamMetrics metrics;
  private final long submittedNanos;
  private long lastTokenNanos;
  private boolean hasTokens;

  StreamMeter(StreamMetrics metrics, long submittedNanos) {
    this.metrics = metrics;
    this.submittedNanos = submittedNanos;
  }

  @Override
  public void accept(GenerateEvent event) {
    long now = System.nanoTime();
    switch (event.kind()) {
      case DELTA -> tokens(event.ids().length, now);
      case END, ERROR -> metrics.ended(event, now - submittedNanos);
      case PROMPT, HEARTBEAT -> {}
    }
  }

  /** Tokens that come together count one gap, as they do for the client. */
  private void tokens(int count, long now) {
    if (count == 0) {
      return;
    }
    if (hasTokens) {
      metrics.nextTokenAfter(now - lastTokenNanos);
    } else {
      metrics.firstTokenAfter(now - submittedNanos);
      hasTokens = true;
    }
    lastTokenNanos = now;
  }
}
