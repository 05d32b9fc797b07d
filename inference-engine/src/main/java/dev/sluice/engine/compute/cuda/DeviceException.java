package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.BackendFailureException;

/**
 * The device or its driver failed. Memory that runs out is an {@link OutOfMemoryError} instead, as
 * on the host.
 */
public final class DeviceException extends BackendFailureException {
  private static final long serialVersionUID = 1L;

  private final int code;

  DeviceException(int code, String name, String during, boolean lost) {
    super(
        lost
            ? "the device is lost: %s while %s; restart this process".formatted(name, during)
            : "the device failed: %s while %s".formatted(name, during),
        lost);
    this.code = code;
  }

  /** The driver's number of the error. */
  public int code() {
    return code;
  }
}
