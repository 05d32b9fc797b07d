package dev.sluice.bench;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

/** The operations of a decoder's greedy step over random weights. */
final class ShapeRun implements AutoCloseable {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Made once: numbers for billions of weights would take longer than the measurement. */
  private static final MemorySegment NOISE = noise();

  private final DecoderShape shape;
  private final ComputeBackend backend;
  private final AttentionSpec spec;
  private final Layer[] layers;
  private final Weight head;
  private final Tensor norm;
  private final Tensor residual;
  private final Tensor normed;
  private final Tensor query;
  private final Tensor key;
  private final Tensor value;
  private final Tensor attended;
  private final Tensor projected;
  private final Tensor inner;
  private final Tensor gate;
  private final Tensor angles;
  private final Tensor last;
  private final Tensor logits;
  private final float[] row;
  private final int[] ids;
  private final float[] best;
  private final ComputeBackend.Step decodeStep = this::decode;

  private record Layer(
      Weight query,
      Weight key,
      Weight value,
      Weight out,
      Weight gate,
      Weight up,
      Weight down,
      KvCache cache) {}

  ShapeRun(DecoderShape shape, ElementType type, ComputeBackend backend, int tokens, int blocks) {
    this.shape = shape;
    this.backend = backend;
    int queryWidth = shape.heads() * shape.headDim();
    int kvWidth = shape.kvHeads() * shape.headDim();
    spec = new AttentionSpec(shape.heads(), shape.kvHeads(), shape.headDim(), 0.1f, 0, 0);
    layers = new Layer[shape.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] =
          new Layer(
              weight(type, queryWidth, shape.hidden()),
              weight(type, kvWidth, shape.hidden()),
              weight(type, kvWidth, shape.hidden()),
              weight(type, shape.hidden(), queryWidth),
              shape.gated() ? weight(type, shape.inner(), shape.hidden()) : null,
              weight(type, shape.inner(), shape.hidden()),
              weight(type, shape.hidden(), shape.inner()),
              backend.allocateKv(blocks, shape.kvHeads(), shape.headDim()));
    }
    head = weight(type, shape.vocabulary(), shape.hidden());
    norm = tensor(1, shape.hidden());
    residual = tensor(tokens, shape.hidden());
    normed = tensor(tokens, shape.hidden());
    query = tensor(tokens, queryWidth);
    key = tensor(tokens, kvWidth);
    value = tensor(tokens, kvWidth);
    attended = tensor(tokens, queryWidth);
    projected = tensor(tokens, shape.hidden());
    inner = tensor(tokens, shape.inner());
    gate = tensor(tokens, shape.inner());
    angles = tensor(tokens, shape.headDim());
    last = tensor(tokens, shape.hidden());
    logits = tensor(tokens, shape.vocabulary());
    row = new float[Math.max(shape.hidden(), shape.headDim())];
    Arrays.fill(row, 0.5f);
    ids = new int[tokens];
    best = new float[tokens];
  }

  private Tensor tensor(int rows, int columns) {
    return backend.allocate("benchmark", rows, columns);
  }

  /** Random codes with small scales: what a device does with zeroes says little. */
  private Weight weight(ElementType type, int rows, int columns) {
    long bytes = rows * type.rowBytes(columns);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment data = arena.allocate(bytes, 64);
      for (long at = 0; at < bytes; at += NOISE.byteSize()) {
        MemorySegment.copy(NOISE, 0, data, at, Math.min(NOISE.byteSize(), bytes - at));
      }
      return backend.prepare(Tensor.packed("benchmark", type, rows, columns, data));
    }
  }

  /** Halves between 0.004 and 0.03 where halves are: also a harmless pair of scales or codes. */
  private static MemorySegment noise() {
    MemorySegment data = Arena.ofAuto().allocate(64L * 1024 * 210, 64); // whole blocks of any type
    Random random = new Random(1);
    for (long at = 0; at < data.byteSize(); at += Long.BYTES) {
      data.set(ValueLayout.JAVA_LONG, at, random.nextLong() & 0x27ff27ff27ff27ffL);
    }
    return data;
  }

  /** Sequences of so many tokens each, of which the last {@code tokens} are in the batch. */
  ForwardBatch batch(int sequences, int length, int tokens) {
    ForwardBatch batch = new ForwardBatch(sequences * tokens, sequences, sequences);
    int blocks = Math.ceilDiv(length, BLOCK);
    for (int s = 0; s < sequences; s++) {
      int[] table = new int[blocks];
      Arrays.setAll(table, i -> i);
      for (int i = 0; i < blocks; i++) {
        table[i] = s * blocks + i;
      }
      batch.addSequence(table);
      for (int p = length - tokens; p < length; p++) {
        batch.addToken(0, p, p == length - 1);
      }
    }
    return batch;
  }

  /**
   * One step, to the best token of each sequence on the host.
   *
   * @param replays whether the backend may replay what it recorded of such steps
   */
  void step(ForwardBatch batch, boolean replays) {
    int n = batch.tokenCount();
    for (int t = 0; t < n; t++) {
      backend.write(residual, t, row, shape.hidden());
    }
    for (int t = 0; t < n; t++) {
      backend.write(angles, t, row, shape.headDim());
    }
    int count = batch.logitCount();
    if (replays && n == count) {
      backend.decode(batch, residual.rows(), decodeStep);
    } else if (n == count) {
      decode(batch);
    } else {
      runLayers(batch);
      int[] rows = new int[count];
      Arrays.setAll(rows, batch::logitRow);
      backend.gather(residual, rows, count, last);
      project(last, count);
    }
    backend.top(logits, count, 1, ids, best);
  }

  private void decode(TokenBatch batch) {
    runLayers(batch);
    project(residual, batch.tokenCount());
  }

  private void runLayers(TokenBatch batch) {
    int n = batch.tokenCount();
    for (Layer layer : layers) {
      attend(layer, batch, n);
      feedForward(layer, n);
    }
  }

  private void project(Tensor from, int count) {
    backend.rmsNorm(from, norm, 1e-5f, count, last);
    backend.matmul(last, head, count, logits);
  }

  private void attend(Layer layer, TokenBatch batch, int n) {
    backend.rmsNorm(residual, norm, 1e-5f, n, normed);
    backend.matmul(normed, layer.query(), n, query);
    backend.matmul(normed, layer.key(), n, key);
    backend.matmul(normed, layer.value(), n, value);
    int half = shape.headDim() / 2;
    backend.rope(query, angles, shape.heads(), shape.headDim(), half, false, n);
    backend.rope(key, angles, shape.kvHeads(), shape.headDim(), half, false, n);
    backend.storeKv(key, value, layer.cache(), batch);
    backend.attention(query, layer.cache(), spec, batch, attended);
    backend.matmul(attended, layer.out(), n, projected);
    backend.add(residual, projected, n);
  }

  private void feedForward(Layer layer, int n) {
    backend.rmsNorm(residual, norm, 1e-5f, n, normed);
    backend.matmul(normed, layer.up(), n, inner);
    if (layer.gate() == null) {
      backend.activate(inner, Activation.GELU_TANH, n);
    } else {
      backend.matmul(normed, layer.gate(), n, gate);
      backend.activateMultiply(inner, gate, Activation.SILU, n);
    }
    backend.matmul(inner, layer.down(), n, projected);
    backend.add(residual, projected, n);
  }

  @Override
  public void close() {
    backend.close();
  }
}
