package dev.sluice.gateway.completion;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the tokens of each choice came. A choice is counted by one thread at a time; the mean may be
 * asked for from another.
 */
final class TokenTimes {
  private final AtomicLongArray firstNanos;
  private final AtomicLongArray lastNanos;
  private final AtomicIntegerArray laterTokens;
  private final AtomicIntegerArray hasBegun;

  TokenTimes(int choices) {
    this.firstNanos = new AtomicLongArray(choices);
    this.lastNanos = new AtomicLongArray(choices);
    this.laterTokens = new AtomicIntegerArray(choices);
    this.hasBegun = new AtomicIntegerArray(choices);
  }

  /** More tokens of a choice; those that come together with its first one have no gap. */
  void came(int choice, int tokens, long nanos) {
    if (hasBegun.getAndSet(choice, 1) == 0) {
      firstNanos.set(choice, nanos);
    } else {
      laterTokens.addAndGet(choice, tokens);
    }
    lastNanos.set(choice, nanos);
  }

  /** Sum of the choices' spans from first to last token, per token after the first; or null. */
  Long meanGapMicros() {
    long nanos = 0;
    long tokens = 0;
    for (int choice = 0; choice < hasBegun.length(); choice++) {
      nanos += lastNanos.get(choice) - firstNanos.get(choice);
      tokens += laterTokens.get(choice);
    }
    return tokens == 0 ? null : (Long) (nanos / 1000 / tokens);
  }
}
