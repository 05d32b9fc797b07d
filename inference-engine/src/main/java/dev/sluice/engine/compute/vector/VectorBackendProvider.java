package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.ElementType;

/** Makes the vector backend known. */
public final class VectorBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Availability probe() {
    if (!hasVectors()) {
      return new Availability(
          false, "the JVM was started without --add-modules=jdk.incubator.vector");
    }
    return new Availability(true, "the CPU has " + 32 * Lanes.COUNT + "-bit vectors");
  }

  /** By class and not by module: the launcher's program adds the module to a running JVM. */
  private static boolean hasVectors() {
    try {
      Class.forName("jdk.incubator.vector.FloatVector", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public long weightBytes(ElementType type, int rows, int columns) {
    return PackedWeight.panels(rows) * PackedWeight.panelBytes(type, columns);
  }

  @Override
  public ElementType kvType() {
    return VectorBackend.configuredKvType();
  }

  @Override
  public ComputeBackend open(int threads) {
    return new VectorBackend(threads);
  }
}
