package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.BackendUnavailableException;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.ElementType;

/** Makes CUDA known, or says why it cannot be used. */
public final class CudaBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int preference() {
    return 20;
  }

  @Override
  public Availability probe() {
    return CudaDevices.probe();
  }

  @Override
  public long weightBytes(ElementType type, int rows, int columns) {
    return rows * type.rowBytes(columns);
  }

  @Override
  public ElementType kvType() {
    return CudaBackend.configuredKvType();
  }

  @Override
  public int devices() {
    return CudaDevices.usable();
  }

  @Override
  public ComputeBackend open(int threads, int device) {
    return device == 0 ? open(threads) : new CudaBackend(device);
  }

  @Override
  public ComputeBackend open(int threads) {
    Availability availability = probe();
    if (!availability.usable()) {
      throw new BackendUnavailableException(availability.reason());
    }
    return new CudaBackend(CudaDevices.chosen());
  }
}
