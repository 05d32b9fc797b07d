package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a {@link DecoderSpec} on a {@link ComputeBackend}, or on several one after another: embed,
 * then every block, then the final norm and the output projection of the rows whose logits are
 * wanted. Proved by the golden logits of all families.
 */
final class TransformerDecoder implements Decoder {
  private final ModelDescription description;
  private final DecoderSpec spec;
  private final WeightStore store;
  private final Tensor embedding;
  private final Tensor positions;
  private final Stage[] stages;
  private final Stage last;
  private final RopeAngles[] ropes;
  private final int kvBlocks;
  private final int maxBatchTokens;
  private final int maxLogitRows;
  private final float[] row;
  private final float[] positionRow;
  private int[] candidateIds = new int[0];
  private float[] candidateLogits = new float[0];
  private int candidates;

  /** On one backend. */
  TransformerDecoder(
      ModelDescription description,
      DecoderSpec spec,
      WeightStore store,
      ComputeBackend backend,
      int kvBlocks,
      DecoderOptions options) {
    this(
        description,
        spec,
        store,
        List.of(backend),
        LayerSplit.whole(spec.layers().size()),
        kvBlocks,
        options);
  }

  /**
   * @param split the layers of each backend
   */
  TransformerDecoder(
      ModelDescription description,
      DecoderSpec spec,
      WeightStore store,
      List<ComputeBackend> backends,
      LayerSplit split,
      int kvBlocks,
      DecoderOptions options) {
    this.description = description;
    this.spec = spec;
    this.store = store;
    this.kvBlocks = kvBlocks;
    this.maxBatchTokens = options.maxBatchTokens();
    this.maxLogitRows = options.maxLogitRows();
    int hidden = spec.hidden();
    embedding = store.require("token_embd.weight", spec.vocabSize(), hidden);
    positions =
        spec.learnedPositions() == 0
            ? null
            : store.require("position_embd.weight", spec.learnedPositions(), hidden);
    ropes = spec.ropes().stream().map(RopeAngles::new).toArray(RopeAngles[]::new);
    stages = new Stage[split.parts()];
    for (int i = 0; i < stages.length; i++) {
      WeightLoader loader = new WeightLoader(store, backends.get(i));
      store.identity().ifPresent(loader.backend()::beginLoading);
      stages[i] = new Stage(spec, split, i, loader, ropes, kvBlocks, options);
      loader.backend().endLoading();
    }
    last = stages[stages.length - 1];
    int widest = spec.ropes().stream().mapToInt(RopeSpec::dimensions).max().orElse(0);
    row = new float[Math.max(hidden, widest)];
    positionRow = new float[hidden];
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
    }
    for (int i = 0; i < ropes.length; i++) {
      rotate(batch, i);
    }
    for (int i = 0; i < stages.length; i++) {
      if (i > 0) {
        stages[i].receive(stages[i - 1], batch.tokenCount());
      }
      stages[i].run(batch);
    }
    pick(batch);
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
    stages[0].backend().write(stages[0].at().residual, token, row, hidden);
  }

  /** Angles of one rotary embedding; rows of one tensor after another, so that they go together. */
  private void rotate(ForwardBatch batch, int rope) {
    int count = 2 * ropes[rope].pairs();
    for (Stage stage : stages) {
      for (int t = 0; t < batch.tokenCount(); t++) {
        ropes[rope].at(batch.position(t), batch.promptTokens(batch.sequence(t)), row);
        stage.backend().write(stage.at().angles[rope], t, row, count);
      }
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
    last.backend()
        .top(last.at().logits, batch.logitCount(), candidates, candidateIds, candidateLogits);
  }

  @Override
  public int mostCandidates() {
    return last.backend().topLimit();
  }

  @Override
  public int candidates(int index, int[] ids, float[] logits) {
    System.arraycopy(candidateIds, index * candidates, ids, 0, candidates);
    System.arraycopy(candidateLogits, index * candidates, logits, 0, candidates);
    return candidates;
  }

  @Override
  public void logits(int index, float[] out) {
    last.backend().read(last.at().logits, index, out, spec.vocabSize());
  }

  /** Of the backend that has the logits. */
  @Override
  public int workers() {
    return last.backend().workers();
  }

  @Override
  public void runOnWorkers(HostWork work, int items) {
    last.backend().runOnWorkers(work, items);
  }

  @Override
  public Map<String, Long> nativeBytes() {
    if (stages.length == 1) {
      return last.backend().ledger().balance();
    }
    Map<String, Long> sum = new TreeMap<>();
    for (Stage stage : stages) {
      stage.backend().ledger().balance().forEach((tag, bytes) -> sum.merge(tag, bytes, Long::sum));
    }
    return sum;
  }

  @Override
  public void close() {
    for (int i = stages.length - 1; i >= 0; i--) {
      stages[i].close(); // before those that it receives from
    }
    store.close();
  }
}
