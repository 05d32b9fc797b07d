package dev.sluice.engine.generate;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the model on a made-up sequence before the first request, so that the compiler has met the
 * kernels when somebody waits for them. It stops as soon as somebody does. The blocks it writes
 * hold nothing yet and are written anew before they are read.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /** Leaves the cores to what else is starting in the same process. */
  static final Duration DELAY = Duration.ofSeconds(2);

  /** Long enough for the compiler's last tier on two busy cores. */
  static final Duration BUDGET = Duration.ofSeconds(4);

  private static final int PROMPT_TOKENS = 48;
  private static final int DECODE_STEPS = 16;

  private final Decoder decoder;
  private final BooleanSupplier isWaitedFor;
  private final long endNanos;
  private final ForwardBatch batch;
  private final int[] blocks;

  WarmUp(Decoder decoder, BooleanSupplier isWaitedFor, Duration budget) {
    this.decoder = decoder;
    this.isWaitedFor = isWaitedFor;
    this.endNanos = System.nanoTime() + budget.toNanos();
    this.batch = new ForwardBatch(PROMPT_TOKENS, 1, 1);
    this.blocks = new int[Math.ceilDiv(PROMPT_TOKENS + DECODE_STEPS, KvCache.BLOCK_TOKENS)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = i;
    }
  }

  void run() {
    int context = decoder.description().contextLength();
    int prompt = Math.min(PROMPT_TOKENS, Math.min(context / 2, decoder.maxBatchTokens()));
    if (prompt == 0 || decoder.blockCount() < blocks.length) {
      return;
    }
    try {
      while (goesOn()) {
        forward(0, prompt);
        int last = Math.min(context, prompt + DECODE_STEPS);
        for (int position = prompt; position < last && goesOn(); position++) {
          forward(position, 1);
        }
      }
    } catch (RuntimeException | Error e) {
      log.error("warming up failed; requests are likely to fail as well", e);
    }
  }

  private boolean goesOn() {
    return !isWaitedFor.getAsBoolean() && System.nanoTime() - endNanos < 0;
  }

  private void forward(int first, int tokens) {
    batch.clear();
    batch.addSequence(blocks);
    for (int i = 0; i < tokens; i++) {
      batch.addToken(0, first + i, i == tokens - 1);
    }
    decoder.forward(batch);
  }
}
