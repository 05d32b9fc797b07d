package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.util.Arrays;

/** Takes stored weights onto a backend. */
final class WeightLoader {
  /** Of norms' weights and biases in a backend's ledger. */
  static final String TAG = "vectors";

  private final WeightStore store;
  private final ComputeBackend backend;

  WeightLoader(WeightStore store, ComputeBackend backend) {
    this.store = store;
    this.backend = backend;
  }

  ComputeBackend backend() {
    return backend;
  }

  boolean has(String name) {
    return store.has(name);
  }

  Weight matrix(String name, int rows, int columns) {
    return backend.prepare(store.require(name, rows, columns));
  }

  /** Rows {@code from .. from + count} of a matrix that has {@code rows}. */
  Weight matrix(String name, int rows, int columns, int from, int count) {
    return backend.prepare(store.requireRows(name, rows, columns, from, count));
  }

  /** A norm's weight or a bias as floats. */
  Tensor vector(String name, int columns) {
    return vector(name, columns, 0, columns);
  }

  /** As {@link #vector}, or null when there is none. */
  Tensor vectorIfPresent(String name, int columns) {
    return has(name) ? vector(name, columns) : null;
  }

  /** Values {@code from .. from + count} of a vector that has {@code columns}. */
  Tensor vector(String name, int columns, int from, int count) {
    float[] values = Arrays.copyOfRange(floats(store, name, columns), from, from + count);
    Tensor target = backend.allocate(TAG, 1, count);
    backend.write(target, 0, values, count);
    return target;
  }

  /**
   * A small tensor's values.
   *
   * @throws WeightException when it is missing or has another length
   */
  static float[] floats(WeightStore store, String name, int columns) {
    Tensor stored = store.require(name, 1, columns);
    float[] values = new float[columns];
    Dequantizer.row(stored.type(), stored.data(), 0, values, 0, columns);
    return values;
  }
}
