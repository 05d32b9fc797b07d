package dev.sluice.engine.compute.scalar;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@link ComputeBackend} in plain loops: what each operation means. */
public final class ScalarBackend implements ComputeBackend {
  private final HostTensors memory = new HostTensors();

  /** A weight as it is stored, copied so that its file may be closed. */
  private record StoredWeight(Tensor stored, HostTensors memory) implements Weight {
    @Override
    public int rows() {
      return stored.rows();
    }

    @Override
    public int columns() {
      return stored.columns();
    }

    @Override
    public ElementType type() {
      return stored.type();
    }

    @Override
    public void close() {
      memory.release(stored);
    }
  }

  @Override
  public String describe() {
    return "scalar (plain Java, 1 thread)";
  }

  @Override
  public MemoryLedger ledger() {
    return memory.ledger();
  }

  @Override
  public Tensor allocate(String tag, int rows, int columns) {
    return memory.allocate(tag, rows, columns);
  }

  @Override
  public KvCache allocateKv(int blocks, int kvHeads, int headDim) {
    return memory.allocateKv(blocks, kvHeads, headDim);
  }

  @Override
  public void release(Tensor tensor) {
    memory.release(tensor);
  }

  @Override
  public Weight prepare(Tensor stored) {
    long bytes = stored.rows() * stored.strideBytes();
    Tensor space = memory.allocate("weights", 1, Math.toIntExact(Math.ceilDiv(bytes, 4)));
    MemorySegment.copy(stored.data(), 0, space.data(), 0, bytes);
    return new StoredWeight(
        Tensor.packed(stored.name(), stored.type(), stored.rows(), stored.columns(), space.data()),
        memory);
  }

  @Override
  public void write(Tensor target, int row, float[] values, int count) {
    memory.write(target, row, values, count);
  }

  @Override
  public void read(Tensor source, int row, float[] out, int count) {
    memory.read(source, row, out, count);
  }

  @Override
  public void gather(Tensor x, int[] rows, int count, Tensor out) {
    memory.gather(x, rows, count, out);
  }

  @Override
  public void matmul(Tensor x, Weight weight, int n, Tensor out) {
    Tensor stored = ((StoredWeight) weight).stored();
    float[] row = new float[stored.columns()];
    for (int r = 0; r < stored.rows(); r++) {
      Dequantizer.row(stored.type(), stored.data(), stored.offset(r), row, 0, row.length);
      for (int t = 0; t < n; t++) {
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
          sum += (double) get(x, t, k) * row[k];
        }
        set(out, t, r, (float) sum);
      }
    }
  }

  @Override
  public void rmsNorm(Tensor x, Tensor weight, float epsilon, int n, Tensor out) {
    for (int t = 0; t < n; t++) {
      rmsNorm(x, t, 0, x.columns(), weight, epsilon, out);
    }
  }

  @Override
  public void headRmsNorm(Tensor x, Tensor weight, float epsilon, int heads, int headDim, int n) {
    for (int t = 0; t < n; t++) {
      for (int h = 0; h < heads; h++) {
        rmsNorm(x, t, h * headDim, headDim, weight, epsilon, x);
      }
    }
  }

  private static void rmsNorm(
      Tensor x, int row, int from, int width, Tensor weight, float epsilon, Tensor out) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += (double) get(x, row, i) * get(x, row, i);
    }
    double scale = 1 / Math.sqrt(sum / width + epsilon);
    for (int i = 0; i < width; i++) {
      set(out, row, from + i, (float) (get(x, row, from + i) * scale) * get(weight, 0, i));
    }
  }

  @Override
  public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, int n, Tensor out) {
    for (int t = 0; t < n; t++) {
      layerNorm(x, t, 0, x.columns(), weight, bias, epsilon, out);
    }
  }

  @Override
  public void headLayerNorm(
      Tensor x, Tensor weight, Tensor bias, float epsilon, int heads, int headDim, int n) {
    for (int t = 0; t < n; t++) {
      for (int h = 0; h < heads; h++) {
        layerNorm(x, t, h * headDim, headDim, weight, bias, epsilon, x);
      }
    }
  }

  private static void layerNorm(
      Tensor x,
      int row,
      int from,
      int width,
      Tensor weight,
      Tensor bias,
      float epsilon,
      Tensor out) {
    double mean = 0;
    for (int i = from; i < from + width; i++) {
      mean += get(x, row, i) / (double) width;
    }
    double variance = 0;
    for (int i = from; i < from + width; i++) {
      double difference = get(x, row, i) - mean;
      variance += difference * difference / width;
    }
    double scale = 1 / Math.sqrt(variance + epsilon);
    for (int i = 0; i < width; i++) {
      double normed = (get(x, row, from + i) - mean) * scale * get(weight, 0, i);
      set(out, row, from + i, (float) (bias == null ? normed : normed + get(bias, 0, i)));
    }
  }

  @Override
  public void addBias(Tensor x, Tensor bias, int n) {
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < x.columns(); i++) {
        set(x, t, i, get(x, t, i) + get(bias, 0, i));
      }
    }
  }

  @Override
  public void add(Tensor x, Tensor y, int n) {
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < x.columns(); i++) {
        set(x, t, i, get(x, t, i) + get(y, t, i));
      }
    }
  }

  @Override
  public void rope(
      Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int n) {
    for (int t = 0; t < n; t++) {
      for (int h = 0; h < heads; h++) {
        for (int i = 0; i < half; i++) {
          int first = h * headDim + (interleaved ? 2 * i : i);
          int second = first + (interleaved ? 1 : half);
          float cos = get(angles, t, i);
          float sin = get(angles, t, half + i);
          float a = get(x, t, first);
          float b = get(x, t, second);
          set(x, t, first, a * cos - b * sin);
          set(x, t, second, b * cos + a * sin);
        }
      }
    }
  }

  @Override
  public void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch batch) {
    int dim = cache.headDim();
    for (int t = 0; t < batch.tokenCount(); t++) {
      int block = batch.blockTableOf(t)[batch.position(t) / KvCache.BLOCK_TOKENS];
      int slot = batch.position(t) % KvCache.BLOCK_TOKENS;
      for (int h = 0; h < cache.kvHeads(); h++) {
        long start = cache.headStart(block, h);
        for (int d = 0; d < dim; d++) {
          put(cache.keys(), start + d * KvCache.BLOCK_TOKENS + slot, get(keys, t, h * dim + d));
          put(cache.values(), start + (long) slot * dim + d, get(values, t, h * dim + d));
        }
      }
    }
  }

  @Override
  public void attention(Tensor q, KvCache cache, AttentionSpec spec, TokenBatch batch, Tensor out) {
    for (int t = 0; t < batch.tokenCount(); t++) {
      for (int h = 0; h < spec.heads(); h++) {
        attendHead(q, cache, spec, t, h, batch.position(t), batch.blockTableOf(t), out);
      }
    }
  }

  private static void attendHead(
      Tensor q,
      KvCache cache,
      AttentionSpec spec,
      int token,
      int head,
      int position,
      int[] blocks,
      Tensor out) {
    int dim = spec.headDim();
    int kvHead = head / spec.headsPerKv();
    int first = spec.firstVisible(position);
    double[] weights = new double[position - first + 1];
    double max = Double.NEGATIVE_INFINITY;
    for (int p = first; p <= position; p++) {
      long key = cache.headStart(blocks[p / 16], kvHead) + p % 16;
      double score = 0;
      for (int d = 0; d < dim; d++) {
        score += (double) get(q, token, head * dim + d) * at(cache.keys(), key + d * 16L);
      }
      score = (score + spec.alibi(head, p)) * spec.scale();
      if (spec.softcap() != 0) {
        score = spec.softcap() * Math.tanh(score / spec.softcap());
      }
      weights[p - first] = score;
      max = Math.max(max, score);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - max);
      sum += weights[i];
    }
    for (int d = 0; d < dim; d++) {
      double value = 0;
      for (int p = first; p <= position; p++) {
        long start = cache.headStart(blocks[p / 16], kvHead) + (long) (p % 16) * dim;
        value += weights[p - first] * at(cache.values(), start + d);
      }
      set(out, token, head * dim + d, (float) (value / sum));
    }
  }

  @Override
  public void activate(Tensor x, Activation f, int n) {
    map(x, n, value -> (float) ScalarMath.activate(f, value));
  }

  @Override
  public void activateMultiply(Tensor gate, Tensor up, Activation f, int n) {
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < gate.columns(); i++) {
        float activated = (float) ScalarMath.activate(f, get(gate, t, i));
        set(gate, t, i, activated * get(up, t, i));
      }
    }
  }

  @Override
  public void scale(Tensor x, float factor, int n) {
    map(x, n, value -> value * factor);
  }

  @Override
  public void softcap(Tensor x, float cap, int n) {
    map(x, n, value -> (float) (cap * Math.tanh((double) value / cap)));
  }

  @Override
  public void scatterAdd(Tensor x, int[] rows, float[] factors, int count, Tensor out) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < x.columns(); c++) {
        set(out, rows[i], c, get(out, rows[i], c) + factors[i] * get(x, i, c));
      }
    }
  }

  @Override
  public void top(Tensor x, int n, int k, int[] columns, float[] values) {
    memory.top(x, n, k, columns, values);
  }

  @Override
  public void copy(Tensor x, int n, Tensor out) {
    memory.copy(x, n, out);
  }

  @Override
  public void close() {
    memory.close();
  }

  private interface Function {
    float of(float x);
  }

  private static void map(Tensor x, int n, Function f) {
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < x.columns(); i++) {
        set(x, t, i, f.of(get(x, t, i)));
      }
    }
  }

  private static float get(Tensor x, int row, int column) {
    return x.data().get(ValueLayout.JAVA_FLOAT, x.offset(row) + column * 4L);
  }

  private static void set(Tensor x, int row, int column, float value) {
    x.data().set(ValueLayout.JAVA_FLOAT, x.offset(row) + column * 4L, value);
  }

  private static float at(Tensor x, long index) {
    return x.data().get(ValueLayout.JAVA_FLOAT, index * 4);
  }

  private static void put(Tensor x, long index, float value) {
    x.data().set(ValueLayout.JAVA_FLOAT, index * 4, value);
  }
}
