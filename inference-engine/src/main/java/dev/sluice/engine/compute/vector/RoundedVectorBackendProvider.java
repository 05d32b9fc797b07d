package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.ElementType;

/**
 * Makes the vector backend with rounded activations known, under a name of its own: results differ
 * from the others', so it is never chosen unasked.
 */
public final class RoundedVectorBackendProvider implements BackendProvider {
  private final VectorBackendProvider exact = new VectorBackendProvider();

  @Override
  public String name() {
    return "vector-int8";
  }

  @Override
  public int preference() {
    return -1;
  }

  @Override
  public Availability probe() {
    return exact.probe();
  }

  @Override
  public long weightBytes(ElementType type, int rows, int columns) {
    return exact.weightBytes(type, rows, columns);
  }

  @Override
  public ElementType kvType() {
    return VectorBackend.configuredKvType();
  }

  @Override
  public ComputeBackend open(int threads) {
    return new VectorBackend(threads, true);
  }
}
