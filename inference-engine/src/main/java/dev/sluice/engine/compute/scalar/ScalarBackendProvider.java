package dev.sluice.engine.compute.scalar;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.ComputeBackend;

/** Makes the scalar backend known. */
public final class ScalarBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Availability probe() {
    return new Availability(true, "plain Java runs everywhere");
  }

  @Override
  public ComputeBackend open(int threads) {
    return new ScalarBackend();
  }
}
