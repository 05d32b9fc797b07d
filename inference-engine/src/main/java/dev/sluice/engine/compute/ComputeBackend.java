package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;

/**
 * Whole operations of a transformer over tensors that the backend allocated. {@code n} is the
 * number of tokens; activations are F32 {@code [n, width]}. Each output element is accumulated in
 * one fixed order whatever {@code n} is, so a token's result does not depend on its batch. A row's
 * operation touches {@code columns} values and no more, so a tensor may be a view of some columns
 * of another. {@code scalar.ScalarBackend} is the executable specification; the others are held to
 * it by parity tests over odd sizes. Not safe for use by several threads at once.
 */
public interface ComputeBackend extends AutoCloseable {

  /** For people: the kind, what it runs on, and its threads. */
  String describe();

  MemoryLedger ledger();

  /** Zeroed F32 activations {@code [rows, columns]}; the backend chooses the stride. */
  Tensor allocate(String tag, int rows, int columns);

  /** Zeroed storage for one layer's keys and values. */
  KvCache allocateKv(int blocks, int kvHeads, int headDim);

  /** Gives back what {@link #allocate} or {@link #allocateKv} gave. */
  void release(Tensor tensor);

  /**
   * Comes before the first {@link #prepare} of a model, so that a backend may keep what it makes of
   * the weights for a later start.
   *
   * @param source identifies the model's file: another content has another source
   */
  default void beginLoading(String source) {}

  /** Comes after a model's last {@link #prepare}. */
  default void endLoading() {}

  /** Comes before the first weight is closed. */
  default void beginReleasing() {}

  /**
   * Takes a stored weight {@code [rows, columns]}, rearranged as this backend likes it; the stored
   * tensor may be unmapped afterwards.
   */
  Weight prepare(Tensor stored);

  /** Copies host floats into a row. */
  void write(Tensor target, int row, float[] values, int count);

  /** Copies a row to the host. */
  void read(Tensor source, int row, float[] out, int count);

  /** {@code out[i] = x[rows[i]]} for {@code i < count}. */
  void gather(Tensor x, int[] rows, int count, Tensor out);

  /** {@code out[t, r] = sum_k x[t, k] * w[r, k]}; x {@code [n, columns]}, out {@code [n, rows]}. */
  void matmul(Tensor x, Weight weight, int n, Tensor out);

  /** Several {@link #matmul}s of the same input. */
  default void matmul(Tensor x, Weight[] weights, int n, Tensor[] outs) {
    for (int i = 0; i < weights.length; i++) {
      matmul(x, weights[i], n, outs[i]);
    }
  }

  /**
   * {@code out = x / sqrt(mean(x^2) + epsilon) * weight} per row (RMSNorm, arXiv 1910.07467, eq.
   * 4).
   */
  void rmsNorm(Tensor x, Tensor weight, float epsilon, int n, Tensor out);

  /**
   * {@code out = (x - mean) / sqrt(variance + epsilon) * weight + bias} per row, the variance
   * summed about the mean (LayerNorm, arXiv 1607.06450, eq. 4).
   *
   * @param bias null for none
   * @param out may be {@code x}
   */
  void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, int n, Tensor out);

  /**
   * {@link #rmsNorm} of each head apart, in place (query and key norms of Qwen 3, Gemma 3).
   *
   * @param x {@code [n, heads * headDim]}
   * @param weight {@code [headDim]}
   */
  void headRmsNorm(Tensor x, Tensor weight, float epsilon, int heads, int headDim, int n);

  /**
   * {@link #layerNorm} of each head apart, in place (query and key norms of phi).
   *
   * @param x {@code [n, heads * headDim]}
   * @param weight {@code [headDim]}
   * @param bias {@code [headDim]}, null for none
   */
  void headLayerNorm(
      Tensor x, Tensor weight, Tensor bias, float epsilon, int heads, int headDim, int n);

  /** {@code x[t] += bias}. */
  void addBias(Tensor x, Tensor bias, int n);

  /** {@code x += y}. */
  void add(Tensor x, Tensor y, int n);

  /**
   * Rotates pairs of each head's first {@code 2 * half} components by the angles of the token's
   * position (RoFormer, arXiv 2104.09864, eq. 34): {@code (a, b) -> (a cos - b sin, b cos + a
   * sin)}.
   *
   * @param x {@code [n, heads * headDim]}, in place
   * @param angles {@code [n, 2 * half]}: cosines, then sines
   * @param interleaved pairs are neighbours {@code (2i, 2i+1)}; otherwise {@code (i, i + half)}
   */
  void rope(Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int n);

  /**
   * Stores the tokens' keys and values, {@code [n, kvHeads * headDim]} each, at their positions.
   */
  void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch batch);

  /**
   * Causal attention of each token over its sequence's cached positions up to its own (arXiv
   * 1706.03762, eq. 1), heads in groups per key/value head (arXiv 2305.13245).
   *
   * @param q {@code [n, heads * headDim]}
   * @param out likewise; must not be {@code q}
   */
  void attention(Tensor q, KvCache cache, AttentionSpec spec, TokenBatch batch, Tensor out);

  /** {@code x = f(x)}. */
  void activate(Tensor x, Activation f, int n);

  /** {@code gate = f(gate) * up} (gated linear units, arXiv 2002.05202). */
  void activateMultiply(Tensor gate, Tensor up, Activation f, int n);

  /** {@code x *= factor}. */
  void scale(Tensor x, float factor, int n);

  /** {@code x = cap * tanh(x / cap)} (Gemma 2, arXiv 2408.00118, section 2). */
  void softcap(Tensor x, float cap, int n);

  /**
   * {@code out[rows[i]] += factors[i] * x[i]} for {@code i < count}, in order of {@code i}, product
   * and sum each rounded: what the experts of a mixture give back to their tokens.
   *
   * @param x {@code [count, width]}
   */
  void scatterAdd(Tensor x, int[] rows, float[] factors, int count, Tensor out);

  /** {@code out = x}, {@code n} rows of {@code x.columns()}. */
  void copy(Tensor x, int n, Tensor out);

  /**
   * The {@code k} largest values of each row on the host, with their columns: rank {@code r} of row
   * {@code t} at {@code t * k + r}, the largest first, the lowest column first among equal ones.
   * NaN ranks before everything.
   *
   * @param k at most {@code x.columns()}, and {@link #topLimit} where that is not 0
   */
  void top(Tensor x, int n, int k, int[] columns, float[] values);

  /**
   * The largest {@code k} for which {@link #top} takes less time than reading rows does; 0 when
   * rows are at hand anyway.
   */
  default int topLimit() {
    return 0;
  }

  /** A sequence of operations over a batch. */
  interface Step {
    void run(TokenBatch batch);
  }

  /**
   * Runs a step in which each token continues a sequence of its own. A backend may record the
   * operations and replay the record at later calls, and may run them over more rows than the batch
   * has tokens; what comes of the rows beyond is nobody's concern.
   *
   * @param mostRows how many rows the operations can take
   * @param operations the same object for the same operations; they read nothing back, and depend
   *     on the batch they are given, its size included, and on rows that were written before alone
   */
  default void decode(TokenBatch batch, int mostRows, Step operations) {
    operations.run(batch);
  }

  /**
   * How many threads {@link #runOnWorkers} can have at work. Where they are several, each may
   * {@link #read}; where only the caller may, it is 1.
   */
  default int workers() {
    return 1;
  }

  /**
   * Runs parts of work on the threads that otherwise compute, the caller's among them, and returns
   * when the last part has ended; the caller then sees all that they wrote. By default all on the
   * caller, in order.
   */
  default void runOnWorkers(HostWork work, int items) {
    work.runAll(items);
  }

  /** Copies {@code n} rows of a tensor of another backend of the same kind. */
  default void receive(ComputeBackend from, Tensor x, int n, Tensor out) {
    float[] row = new float[x.columns()];
    for (int t = 0; t < n; t++) {
      from.read(x, t, row, row.length);
      write(out, t, row, row.length);
    }
  }

  /** Bytes that can still be allocated where this backend computes, or -1 for the host's memory. */
  default long freeBytes() {
    return -1;
  }

  /** The element type that this backend keeps keys and values in. */
  default ElementType kvType() {
    return ElementType.F32;
  }

  @Override
  void close();
}
