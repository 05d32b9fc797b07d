package dev.sluice.engine.compute;

import dev.sluice.engine.compute.cuda.EmulatedDriver;
import dev.sluice.engine.compute.vector.VectorBackend;
import java.util.stream.Stream;

/**
 * The backend that parity and golden tests hold to the scalar one: {@code sluice.test.backend} is
 * {@code vector} or {@code cuda}. CUDA runs on the emulated driver, and on this machine's device
 * where {@code sluice.test.device} is true.
 */
public final class TestBackends {
  private TestBackends() {}

  public static boolean isCuda() {
    return System.getProperty("sluice.test.backend", "vector").equals("cuda");
  }

  /** Whether a CUDA device is a CPU in truth, and slow. */
  public static boolean isEmulated() {
    return isCuda() && !Boolean.getBoolean("sluice.test.device");
  }

  /** What to open models with. */
  public static Stream<String> names() {
    install();
    return isCuda() ? Stream.of("cuda") : Stream.of("scalar", "vector");
  }

  /** The backend under test. */
  public static ComputeBackend open() {
    install();
    return isCuda() ? Backends.choose("cuda").provider().open(1) : new VectorBackend(2);
  }

  private static void install() {
    if (isEmulated()) {
      EmulatedDriver.install();
    }
  }
}
