package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuGetErrorName;

import java.nio.file.Path;
import java.util.Set;

/**
 * What all calls of the driver share: where its library is, and what its error codes mean. The
 * classes of JCuda load the library when they are first touched, so nothing here does before {@link
 * #load}.
 */
final class Driver {
  private static final int SUCCESS = 0;
  private static final int OUT_OF_MEMORY = 2;

  /** Failures of a running kernel break the context; so do these of memory and links. */
  private static final Set<Integer> BREAKING = Set.of(214, 220, 999);

  private static final int FIRST_OF_KERNELS = 700;
  private static final int LAST_OF_KERNELS = 719;

  /** Among them: refused resources, and what two devices may share. */
  private static final Set<Integer> REFUSALS = Set.of(701, 704, 705, 711, 712, 713);

  private Driver() {}

  /**
   * Loads the driver that {@code sluice.cuda.driver} names; the system's own is found by JCuda. A
   * library that is loaded already serves everyone who asks for one of its name.
   */
  static void load() {
    String named = System.getProperty("sluice.cuda.driver", "");
    if (!named.isEmpty()) {
      System.load(Path.of(named).toAbsolutePath().toString());
    }
  }

  /**
   * Checks a call's result.
   *
   * @param during completes "failed while ..."
   * @throws OutOfMemoryError when the device has no memory left
   * @throws DeviceException for every other failure
   */
  static void check(int code, String during) {
    if (code == SUCCESS) {
      return;
    }
    if (code == OUT_OF_MEMORY) {
      throw new OutOfMemoryError("the device refused memory while " + during);
    }
    throw new DeviceException(code, name(code), during, breaksContext(code));
  }

  /** JCuda's messages about libraries go on for many lines. */
  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean breaksContext(int code) {
    boolean isOfKernel = code >= FIRST_OF_KERNELS && code <= LAST_OF_KERNELS;
    return BREAKING.contains(code) || isOfKernel && !REFUSALS.contains(code);
  }

  private static String name(int code) {
    String[] name = new String[1];
    return cuGetErrorName(code, name) == SUCCESS ? name[0] : "error " + code;
  }
}
