package dev.sluice.bench;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Attention of one layer over keys and values in blocks that lie in no order: one decoding token
 * that sees 128, 1024 or 4096 positions, and 64 tokens of a prompt, its first ones or after 1024
 * others. Calls go through the caches of all layers of the model in turn, so that keys and values
 * come from where they come from in a step. Backends keep them in their own element type, which is
 * F32 on the host unless {@code sluice.vector.kv} says F16.
 *
 * <p>With {@code seen} the positions that all tokens see together (decoding: 128, 1024, 4096; 64
 * tokens: 2080 and 67616), giga multiply-adds per second are {@code seen * heads * 128} over 1000
 * times the microseconds. One token reads {@code seen * kvHeads * 512} bytes; that over 1000 times
 * the microseconds is GB/s.
 *
 * <p>Run: {@code bench/jmh.sh AttentionBenchmark}, some four minutes; one cell: {@code bench/jmh.sh
 * AttentionBenchmark -p model=SMOLLM2_135M -p step=DECODE_4096 -p backend=vector}
 */
public class AttentionBenchmark extends KernelBenchmark {
  private static final int HEAD_DIM = 64;
  private static final int STORED_AT_ONCE = 64;

  /** What of a model decides attention's time. */
  public enum Model {
    SMOLLM2_135M(9, 3, 30),
    LLAMA_3_2_1B(32, 8, 16);

    private final int heads;
    private final int kvHeads;
    private final int layers;

    Model(int heads, int kvHeads, int layers) {
      this.heads = heads;
      this.kvHeads = kvHeads;
      this.layers = layers;
    }
  }

  /** The tokens of a step. */
  public enum Step {
    DECODE_128(127, 1),
    DECODE_1024(1023, 1),
    DECODE_4096(4095, 1),
    PREFILL_0(0, 64),
    PREFILL_1024(1024, 64);

    private final int before;
    private final int tokens;

    Step(int before, int tokens) {
      this.before = before;
      this.tokens = tokens;
    }

    private int end() {
      return before + tokens;
    }
  }

  @Param private Model model;

  @Param private Step step;

  @Param({"vector", "scalar"})
  private String backend;

  private KvCache[] layers;
  private int layer;
  private AttentionSpec spec;
  private TokenBatch batch;
  private Tensor query;
  private Tensor output;

  @Setup(Level.Trial)
  public void fill() {
    open(backend);
    int blocks = Math.ceilDiv(step.end(), KvCache.BLOCK_TOKENS);
    int[] table = anyOrder(blocks);
    layers = new KvCache[model.layers];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = compute().allocateKv(blocks, model.kvHeads, HEAD_DIM);
      store(layers[i], table);
    }
    spec = new AttentionSpec(model.heads, model.kvHeads, HEAD_DIM, 1 / 8f, 0, 0);
    batch = batch(table, step.before, step.end());
    query = normal(step.tokens, model.heads * HEAD_DIM);
    output = blank(step.tokens, model.heads * HEAD_DIM);
  }

  @Benchmark
  public Tensor attention() {
    compute().attention(query, layers[layer], spec, batch, output);
    layer = (layer + 1) % layers.length;
    return output;
  }

  private static int[] anyOrder(int blocks) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      ids.add(i);
    }
    Collections.shuffle(ids, new Random(2));
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same keys and values again and again: what they are does not change the time. */
  private void store(KvCache cache, int[] table) {
    Tensor keys = normal(STORED_AT_ONCE, model.kvHeads * HEAD_DIM);
    Tensor values = normal(STORED_AT_ONCE, model.kvHeads * HEAD_DIM);
    for (int from = 0; from < step.end(); from += STORED_AT_ONCE) {
      int end = Math.min(step.end(), from + STORED_AT_ONCE);
      compute().storeKv(keys, values, cache, batch(table, from, end));
    }
  }

  private static TokenBatch batch(int[] table, int from, int end) {
    ForwardBatch batch = new ForwardBatch(end - from, 1, end - from);
    batch.addSequence(table);
    for (int position = from; position < end; position++) {
      batch.addToken(0, position, false);
    }
    return batch;
  }
}
