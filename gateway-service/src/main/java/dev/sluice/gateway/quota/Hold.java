package dev.sluice.gateway.quota;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** Tokens set aside for one request. Ends exactly once, whoever comes first. */
public final class Hold {
  private final long tokens;
  private final LongConsumer onEnd;
  private final AtomicBoolean isEnded = new AtomicBoolean();

  Hold(long tokens, LongConsumer onEnd) {
    this.tokens = tokens;
    this.onEnd = onEnd;
  }

  /** Tokens that may be used under this hold. */
  public long tokens() {
    return tokens;
  }

  /** Ends the hold with what was really used. */
  public void settle(long actualTokens) {
    if (actualTokens < 0) {
      throw new IllegalArgumentException("cannot settle " + actualTokens + " tokens");
    }
    if (isEnded.compareAndSet(false, true)) {
      onEnd.accept(actualTokens);
    }
  }

  /** Ends the hold with nothing used. */
  public void release() {
    settle(0);
  }
}
