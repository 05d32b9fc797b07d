package dev.sluice.engine.compute.cuda;

import java.util.Arrays;
import java.util.Optional;

/** What kernels are compiled for. */
enum Architecture {
  SM_75(75),
  SM_80(80),
  SM_86(86),
  SM_89(89),
  SM_90(90),
  /** PTX, which the driver of a later device compiles. */
  COMPUTE_90(90);

  private final int capability;

  Architecture(int capability) {
    this.capability = capability;
  }

  /**
   * The best for a device: binary code runs on the same major capability from its own minor one up;
   * empty when the device is too old.
   */
  static Optional<Architecture> of(int capability) {
    if (capability >= 100) {
      return Optional.of(COMPUTE_90);
    }
    return Arrays.stream(values())
        .filter(a -> a.isBinary() && a.capability <= capability)
        .filter(a -> a.capability / 10 == capability / 10)
        .reduce((_, later) -> later);
  }

  boolean isBinary() {
    return this != COMPUTE_90;
  }

  /** As the compiler writes it. */
  String option() {
    return (isBinary() ? "sm_" : "compute_") + capability;
  }
}
