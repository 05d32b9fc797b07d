package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.BackendUnavailableException;
import dev.sluice.engine.compute.ComputeBackend;

/** Makes CUDA known and says why it cannot be used. */
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
    String devices = CudaDevices.describe();
    return new Availability(false, devices + "; this build has no CUDA kernels");
  }

  @Override
  public ComputeBackend open(int threads) {
    throw new BackendUnavailableException(probe().reason());
  }
}
