package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;

/**
 * {@link ComputeBackend} on the JDK's Vector API and a team of threads. Allocates nothing per call.
 * Arithmetic is exact up to the rounding of floats, unless activations are rounded to eight bits
 * for the sake of speed ({@link QuantizedInput}), which concerns products with weights of four to
 * six bits only.
 */
public final class VectorBackend implements ComputeBackend {
  /** Most weights of one fused product: query, key, value. */
  private static final int MAX_FUSED = 4;

  private final HostTensors memory = new HostTensors();
  private final WorkerTeam team;
  private final Scratch[] scratch;
  private final PackedInput input;
  private final QuantizedInput rounded;
  private final boolean rounds;
  private final ElementType kvType;
  private final MatmulJob matmul;
  private final AttentionJob attention;
  private final RowJob rows;
  private final ScatterJob scatter = new ScatterJob();
  private final PanelCache cache;

  /** One object for all calls of {@link #runOnWorkers}, so that none is made by each. */
  private final WorkerTeam.Job hostJob = (worker, item) -> this.hostWork.run(item);

  private HostWork hostWork;

  /** Of the model that is here, or null. */
  private KeptWeights kept;

  public VectorBackend(int threads) {
    this(threads, false);
  }

  /**
   * @param rounds whether activations are rounded where that is faster
   */
  public VectorBackend(int threads, boolean rounds) {
    this(threads, rounds, configuredKvType());
  }

  /**
   * @param kvType of keys and values: F32, or F16, to which they are then rounded
   */
  public VectorBackend(int threads, boolean rounds, ElementType kvType) {
    this(threads, rounds, kvType, PanelCache.ofProperties());
  }

  /**
   * @param cache for rearranged weights, or null
   */
  VectorBackend(int threads, boolean rounds, ElementType kvType, PanelCache cache) {
    this.rounds = rounds;
    this.kvType = kvType;
    this.cache = cache;
    team = new WorkerTeam(threads);
    scratch = new Scratch[threads];
    for (int i = 0; i < threads; i++) {
      scratch[i] = new Scratch(memory.ledger());
    }
    input = new PackedInput(memory.ledger());
    rounded = new QuantizedInput(memory.ledger());
    matmul = new MatmulJob(input, rounded, scratch, MAX_FUSED);
    attention = new AttentionJob(scratch);
    rows = new RowJob(team, scratch);
  }

  @Override
  public String describe() {
    String activations = rounds ? ", int8 activations for 4 to 6-bit weights" : "";
    String halves = kvType == ElementType.F32 ? "" : ", keys and values " + kvType;
    return "vector (%d-bit, %d threads%s%s)"
        .formatted(32 * Lanes.COUNT, team.size(), activations, halves);
  }

  static ElementType configuredKvType() {
    return KvCache.configuredType("sluice.vector.kv");
  }

  @Override
  public ElementType kvType() {
    return kvType;
  }

  @Override
  public MemoryLedger ledger() {
    return memory.ledger();
  }

  @Override
  public Tensor allocate(String tag, int rowCount, int columns) {
    return memory.allocate(tag, rowCount, columns);
  }

  @Override
  public KvCache allocateKv(int blocks, int kvHeads, int headDim) {
    int keyDim = kvType == ElementType.F16 ? HalfBlocks.evenDim(headDim) : headDim;
    return memory.allocateKv(kvType, blocks, kvHeads, headDim, keyDim);
  }

  @Override
  public void release(Tensor tensor) {
    rows.finish();
    memory.release(tensor);
  }

  @Override
  public Weight prepare(Tensor stored) {
    return kept == null ? WeightPacker.pack(stored, memory, team, rounds) : kept.take(stored);
  }

  @Override
  public void beginLoading(String source) {
    if (cache != null && kept == null) {
      kept = new KeptWeights(cache, source, memory, team, rounds);
    }
  }

  @Override
  public void endLoading() {
    if (kept != null) {
      kept.complete();
    }
  }

  @Override
  public void beginReleasing() {
    if (kept != null) {
      kept.settle();
    }
  }

  @Override
  public void write(Tensor target, int row, float[] values, int count) {
    rows.finish();
    memory.write(target, row, values, count);
  }

  @Override
  public void read(Tensor source, int row, float[] out, int count) {
    rows.finish();
    memory.read(source, row, out, count);
  }

  @Override
  public void gather(Tensor x, int[] rowIndexes, int count, Tensor out) {
    rows.finish();
    memory.gather(x, rowIndexes, count, out);
  }

  @Override
  public void matmul(Tensor x, Weight weight, int n, Tensor out) {
    matmul.begin(n);
    try {
      check(x, weight, n, out);
      matmul.add((PackedWeight) weight, out);
      matmul.pack(x, rows);
    } finally {
      rows.finish();
    }
    team.run(matmul, matmul.items());
  }

  @Override
  public void matmul(Tensor x, Weight[] weights, int n, Tensor[] outs) {
    matmul.begin(n);
    try {
      for (int i = 0; i < weights.length; i++) {
        check(x, weights[i], n, outs[i]);
        matmul.add((PackedWeight) weights[i], outs[i]);
      }
      matmul.pack(x, rows);
    } finally {
      rows.finish();
    }
    team.run(matmul, matmul.items());
  }

  private static void check(Tensor x, Weight weight, int n, Tensor out) {
    if (x.columns() != weight.columns()
        || out.columns() < weight.rows()
        || n > x.rows()
        || n > out.rows()) {
      throw new IllegalArgumentException(
          "cannot multiply "
              + n
              + " rows of "
              + x
              + " by ["
              + weight.rows()
              + ", "
              + weight.columns()
              + "] into "
              + out);
    }
  }

  @Override
  public void rmsNorm(Tensor x, Tensor weight, float epsilon, int n, Tensor out) {
    rows.next(n).rmsNorm(x, weight, epsilon, 1, x.columns(), out);
  }

  @Override
  public void headRmsNorm(Tensor x, Tensor weight, float epsilon, int heads, int headDim, int n) {
    rows.next(n).rmsNorm(x, weight, epsilon, heads, headDim, x);
  }

  @Override
  public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, int n, Tensor out) {
    rows.next(n).layerNorm(x, weight, bias, epsilon, 1, x.columns(), out);
  }

  @Override
  public void headLayerNorm(
      Tensor x, Tensor weight, Tensor bias, float epsilon, int heads, int headDim, int n) {
    rows.next(n).layerNorm(x, weight, bias, epsilon, heads, headDim, x);
  }

  @Override
  public void addBias(Tensor x, Tensor bias, int n) {
    rows.next(n).addBias(x, bias);
  }

  @Override
  public void add(Tensor x, Tensor y, int n) {
    rows.next(n).add(x, y);
  }

  @Override
  public void rope(
      Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int n) {
    rows.next(n).rope(x, angles, heads, headDim, half, interleaved);
  }

  @Override
  public void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch batch) {
    rows.next(batch.tokenCount()).storeKv(keys, values, cache, batch);
  }

  @Override
  public void attention(Tensor q, KvCache cache, AttentionSpec spec, TokenBatch batch, Tensor out) {
    rows.finish();
    attention.bind(q, cache, spec, batch, out);
    team.run(attention, attention.items());
  }

  @Override
  public void activate(Tensor x, Activation f, int n) {
    rows.next(n).activate(x, f);
  }

  @Override
  public void activateMultiply(Tensor gate, Tensor up, Activation f, int n) {
    rows.next(n).activateMultiply(gate, up, f);
  }

  @Override
  public void scale(Tensor x, float factor, int n) {
    rows.next(n).scale(x, factor);
  }

  @Override
  public void softcap(Tensor x, float cap, int n) {
    rows.next(n).softcap(x, cap);
  }

  @Override
  public void scatterAdd(Tensor x, int[] rowIndexes, float[] factors, int count, Tensor out) {
    rows.finish();
    scatter.bind(x, rowIndexes, factors, count, out);
    if (count < ScatterJob.PARALLEL_ROWS) {
      for (int slice = 0; slice < scatter.items(); slice++) {
        scatter.run(0, slice);
      }
    } else {
      team.run(scatter, scatter.items());
    }
  }

  @Override
  public void top(Tensor x, int n, int k, int[] columns, float[] values) {
    rows.finish();
    memory.top(x, n, k, columns, values);
  }

  @Override
  public void copy(Tensor x, int n, Tensor out) {
    rows.next(n).copy(x, out);
  }

  @Override
  public int workers() {
    return team.size();
  }

  @Override
  public void runOnWorkers(HostWork work, int items) {
    rows.finish();
    hostWork = work;
    team.run(hostJob, items);
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
    team.close();
    input.close();
    rounded.close();
    for (Scratch own : scratch) {
      own.close();
    }
    memory.close();
  }
}
