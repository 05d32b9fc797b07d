package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TokenBatch;

/**
 * Consecutive layers on one backend, with their keys and values and working memory of their own;
 * the last stage has the output head too. Mostly there is one stage with everything.
 */
final class Stage {
  private final ComputeBackend backend;
  private final Block[] blocks;
  private final RopeAngles[] ropes;
  private final OutputHead head;
  private final Activations at;
  private final int mostRows;
  private final int[] logitRows;

  /** Whether a step's operations are always the same: experts are chosen on the host. */
  private final boolean repeats;

  /** One object, by which a backend knows the operations again. */
  private final ComputeBackend.Step decodeStep = this::decode;

  Stage(
      DecoderSpec spec,
      LayerSplit split,
      int part,
      WeightLoader loader,
      RopeAngles[] ropes,
      int kvBlocks,
      DecoderOptions options) {
    this.backend = loader.backend();
    this.ropes = ropes;
    boolean isLast = part == split.parts() - 1;
    int from = split.from(part);
    blocks = new Block[split.to(part) - from];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(spec, from + i, loader, kvBlocks);
    }
    head = isLast ? new OutputHead(spec, loader) : null;
    at =
        new Activations(
            spec, options.maxBatchTokens(), isLast ? options.maxLogitRows() : 1, backend);
    mostRows = Math.min(options.maxBatchTokens(), options.maxLogitRows());
    logitRows = new int[options.maxLogitRows()];
    repeats =
        spec.layers().subList(from, split.to(part)).stream()
            .noneMatch(layer -> layer.feedForward() instanceof FeedForward.Experts);
  }

  ComputeBackend backend() {
    return backend;
  }

  Activations at() {
    return at;
  }

  /** Takes over where an earlier stage left the batch. */
  void receive(Stage earlier, int tokens) {
    backend.receive(earlier.backend, earlier.at.residual, tokens, at.residual);
  }

  /** All of the stage's layers; the last stage's logits too. */
  void run(ForwardBatch batch) {
    if (repeats && batch.continuesEachSequence()) {
      backend.decode(batch, mostRows, decodeStep);
      return;
    }
    runBlocks(batch);
    if (head != null && batch.logitCount() > 0) {
      for (int i = 0; i < batch.logitCount(); i++) {
        logitRows[i] = batch.logitRow(i);
      }
      backend.gather(at.residual, logitRows, batch.logitCount(), at.finalRows);
      head.apply(at.finalRows, batch.logitCount(), at);
    }
  }

  private void runBlocks(TokenBatch batch) {
    for (Block block : blocks) {
      block.run(batch, ropes, at);
    }
  }

  /** The same operations at every step in which all tokens' logits are wanted, in order. */
  private void decode(TokenBatch batch) {
    runBlocks(batch);
    if (head != null) {
      head.apply(at.residual, batch.tokenCount(), at);
    }
  }

  void close() {
    backend.beginReleasing();
    for (Block block : blocks) {
      block.close();
    }
    if (head != null) {
      head.close();
    }
    backend.close();
  }
}
