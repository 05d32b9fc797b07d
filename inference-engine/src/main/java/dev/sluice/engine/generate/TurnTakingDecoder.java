package dev.sluice.engine.generate;

import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.ModelDescription;
import java.util.Map;

/** A decoder that computes when it is its turn. */
final class TurnTakingDecoder implements Decoder {
  private final Decoder decoder;
  private final Turns turns;

  TurnTakingDecoder(Decoder decoder, Turns turns) {
    this.decoder = decoder;
    this.turns = turns;
  }

  @Override
  public void forward(ForwardBatch batch) {
    turns.run(() -> decoder.forward(batch));
  }

  @Override
  public ModelDescription description() {
    return decoder.description();
  }

  @Override
  public int blockCount() {
    return decoder.blockCount();
  }

  @Override
  public int maxBatchTokens() {
    return decoder.maxBatchTokens();
  }

  @Override
  public int maxLogitRows() {
    return decoder.maxLogitRows();
  }

  @Override
  public String cacheRegime(int promptTokens) {
    return decoder.cacheRegime(promptTokens);
  }

  @Override
  public void logits(int index, float[] out) {
    decoder.logits(index, out);
  }

  @Override
  public int mostCandidates() {
    return decoder.mostCandidates();
  }

  @Override
  public int candidates(int index, int[] ids, float[] logits) {
    return decoder.candidates(index, ids, logits);
  }

  @Override
  public int workers() {
    return decoder.workers();
  }

  /** With another engine's turn running, the caller goes on by itself instead of waiting. */
  @Override
  public void runOnWorkers(HostWork work, int items) {
    if (!turns.runIfFree(() -> decoder.runOnWorkers(work, items))) {
      work.runAll(items);
    }
  }

  @Override
  public Map<String, Long> nativeBytes() {
    return decoder.nativeBytes();
  }

  @Override
  public void close() {
    decoder.close();
  }
}
