package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightStore;
import java.util.Map;

/**
 * Runs a {@link DecoderSpec} on a {@link ComputeBackend}: embed, then every block, then the final
 * norm and the output projection of the rows whose logits are wanted. Proved by the golden logits
 * of all families.
 */
final class TransformerDecoder implements Decoder {
  private final ModelDescription description;
  private final DecoderSpec spec;
  private final ComputeBackend backend;
  private final WeightStore store;
  private final Tensor embedding;
  private final Tensor positions;
  private final Block[] blocks;
  private final Norm outputNorm;
  private final Projection output;
  private final Activations at;
  private final RopeAngles[] ropes;
  private final int kvBlocks;
  private final int maxBatchTokens;
  private final int maxLogitRows;
  private final float[] row;
  private final float[] positionRow;
  private final int[] logitRows;
  private int[] candidateIds = new int[0];
  private float[] candidateLogits = new float[0];
  private int candidates;

  /** Whether a step's operations are always the same: experts are chosen on the host. */
  private final boolean repeats;

  private final ComputeBackend.Step decodeStep = this::decode;

  TransformerDecoder(
      ModelDescription description,
      DecoderSpec spec,
      WeightStore store,
      ComputeBackend backend,
      int kvBlocks,
      DecoderOptions options) {
    this.description = description;
    this.spec = spec;
    this.backend = backend;
    this.store = store;
    this.kvBlocks = kvBlocks;
    this.maxBatchTokens = options.maxBatchTokens();
    this.maxLogitRows = options.maxLogitRows();
    int hidden = spec.hidden();
    WeightLoader loader = new WeightLoader(store, backend);
    embedding = store.require("token_embd.weight", spec.vocabSize(), hidden);
    positions =
        spec.learnedPositions() == 0
            ? null
            : store.require("position_embd.weight", spec.learnedPositions(), hidden);
    blocks = new Block[spec.layers().size()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(spec, i, loader, kvBlocks);
    }
    outputNorm = new Norm(loader, spec.block().norm(), "output_norm", hidden);
    output = Projection.head(loader, hidden, spec.vocabSize());
    at = new Activations(spec, maxBatchTokens, maxLogitRows, backend);
    ropes = spec.ropes().stream().map(RopeAngles::new).toArray(RopeAngles[]::new);
    int widest = spec.ropes().stream().mapToInt(RopeSpec::dimensions).max().orElse(0);
    row = new float[Math.max(hidden, widest)];
    positionRow = new float[hidden];
    logitRows = new int[maxLogitRows];
    repeats =
        spec.layers().stream()
            .noneMatch(layer -> layer.feedForward() instanceof FeedForward.Experts);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public int blockCount() {
    return kvBlocks;
  }

  @Override
  public int maxBatchTokens() {
    return maxBatchTokens;
  }

  @Override
  public int maxLogitRows() {
    return maxLogitRows;
  }

  @Override
  public String cacheRegime(int promptTokens) {
    StringBuilder regime = new StringBuilder();
    spec.ropes().forEach(rope -> regime.append(rope.regime(promptTokens)));
    return regime.toString();
  }

  @Override
  public void forward(ForwardBatch batch) {
    if (batch.tokenCount() == 0) {
      return;
    }
    for (int t = 0; t < batch.tokenCount(); t++) {
      embed(batch, t);
      rotate(batch, t);
    }
    if (repeats && batch.continuesEachSequence()) {
      backend.decode(batch, Math.min(maxBatchTokens, maxLogitRows), decodeStep);
      pick(batch);
      return;
    }
    runBlocks(batch);
    if (batch.logitCount() > 0) {
      for (int i = 0; i < batch.logitCount(); i++) {
        logitRows[i] = batch.logitRow(i);
      }
      backend.gather(at.residual, logitRows, batch.logitCount(), at.finalRows);
      project(at.finalRows, batch.logitCount());
      pick(batch);
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
    project(at.residual, batch.tokenCount());
  }

  private void embed(ForwardBatch batch, int token) {
    int hidden = spec.hidden();
    long from = embedding.offset(batch.token(token));
    Dequantizer.row(embedding.type(), embedding.data(), from, row, 0, hidden);
    if (spec.embeddingScale() != 1) {
      for (int i = 0; i < hidden; i++) {
        row[i] *= spec.embeddingScale();
      }
    }
    if (positions != null) {
      long place = positions.offset(batch.position(token));
      Dequantizer.row(positions.type(), positions.data(), place, positionRow, 0, hidden);
      for (int i = 0; i < hidden; i++) {
        row[i] += positionRow[i];
      }
    }
    backend.write(at.residual, token, row, hidden);
  }

  private void rotate(ForwardBatch batch, int token) {
    for (int i = 0; i < ropes.length; i++) {
      ropes[i].at(batch.position(token), batch.promptTokens(batch.sequence(token)), row);
      backend.write(at.angles[i], token, row, 2 * ropes[i].pairs());
    }
  }

  private void project(Tensor rows, int count) {
    outputNorm.apply(rows, count, at.finalRows);
    output.apply(at.finalRows, count, at.logits);
    if (spec.logitSoftcap() != 0) {
      backend.softcap(at.logits, spec.logitSoftcap(), count);
    }
  }

  private void pick(ForwardBatch batch) {
    candidates = Math.min(batch.candidates(), spec.vocabSize());
    int total = batch.logitCount() * candidates;
    if (total == 0) {
      return;
    }
    if (candidateIds.length < total) {
      candidateIds = new int[total];
      candidateLogits = new float[total];
    }
    backend.top(at.logits, batch.logitCount(), candidates, candidateIds, candidateLogits);
  }

  @Override
  public int mostCandidates() {
    return backend.topLimit();
  }

  @Override
  public int candidates(int index, int[] ids, float[] logits) {
    System.arraycopy(candidateIds, index * candidates, ids, 0, candidates);
    System.arraycopy(candidateLogits, index * candidates, logits, 0, candidates);
    return candidates;
  }

  @Override
  public void logits(int index, float[] out) {
    backend.read(at.logits, index, out, spec.vocabSize());
  }

  @Override
  public Map<String, Long> nativeBytes() {
    return backend.ledger().balance();
  }

  @Override
  public void close() {
    for (Block block : blocks) {
      block.close();
    }
    output.close();
    backend.close();
    store.close();
  }
}
