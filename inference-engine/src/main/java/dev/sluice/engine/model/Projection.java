package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Tensor;

/** Linear layers of one input, each with a bias where the model has one. */
final class Projection {
  private final ComputeBackend backend;
  private final Weight[] weights;
  private final Tensor[] biases;
  private final Tensor[] single = new Tensor[1];

  private Projection(ComputeBackend backend, Weight[] weights, Tensor[] biases) {
    this.backend = backend;
    this.weights = weights;
    this.biases = biases;
  }

  /**
   * Layers of their own.
   *
   * @param stems tensor names without {@code .weight}
   * @param rows output features of each
   */
  static Projection of(WeightLoader loader, int columns, String[] stems, int[] rows) {
    Weight[] weights = new Weight[stems.length];
    Tensor[] biases = new Tensor[stems.length];
    for (int i = 0; i < stems.length; i++) {
      weights[i] = loader.matrix(stems[i] + ".weight", rows[i], columns);
      biases[i] = loader.vectorIfPresent(stems[i] + ".bias", rows[i]);
    }
    return new Projection(loader.backend(), weights, biases);
  }

  static Projection of(WeightLoader loader, int columns, String stem, int rows) {
    return of(loader, columns, new String[] {stem}, new int[] {rows});
  }

  /** The output projection; without a weight of its own it shares the token embedding's. */
  static Projection head(WeightLoader loader, int columns, int rows) {
    String name = loader.has("output.weight") ? "output.weight" : "token_embd.weight";
    return new Projection(
        loader.backend(),
        new Weight[] {loader.matrix(name, rows, columns)},
        new Tensor[] {loader.vectorIfPresent("output.bias", rows)});
  }

  /** Layers that lie in one tensor, one below another. */
  static Projection fused(WeightLoader loader, int columns, String stem, int[] rows) {
    int total = 0;
    for (int count : rows) {
      total += count;
    }
    Weight[] weights = new Weight[rows.length];
    Tensor[] biases = new Tensor[rows.length];
    boolean hasBias = loader.has(stem + ".bias");
    int from = 0;
    for (int i = 0; i < rows.length; i++) {
      weights[i] = loader.matrix(stem + ".weight", total, columns, from, rows[i]);
      biases[i] = hasBias ? loader.vector(stem + ".bias", total, from, rows[i]) : null;
      from += rows[i];
    }
    return new Projection(loader.backend(), weights, biases);
  }

  /**
   * Layers without biases that are each the {@code part}-th of {@code parts} equal slices of a
   * tensor.
   */
  static Projection slices(
      WeightLoader loader, int columns, String[] stems, int[] rows, int part, int parts) {
    Weight[] weights = new Weight[stems.length];
    for (int i = 0; i < stems.length; i++) {
      int from = part * rows[i];
      weights[i] =
          loader.matrix(
              stems[i] + ".weight", Math.multiplyExact(parts, rows[i]), columns, from, rows[i]);
    }
    return new Projection(loader.backend(), weights, new Tensor[stems.length]);
  }

  /** A single layer. */
  void apply(Tensor x, int n, Tensor out) {
    single[0] = out;
    apply(x, n, single);
  }

  void apply(Tensor x, int n, Tensor[] outs) {
    backend.matmul(x, weights, n, outs);
    for (int i = 0; i < biases.length; i++) {
      if (biases[i] != null) {
        backend.addBias(outs[i], biases[i], n);
      }
    }
  }

  void close() {
    for (Weight weight : weights) {
      weight.close();
    }
  }
}
