package dev.sluice.engine.compute.cuda;

/**
 * The device or its driver failed. Memory that runs out is an {@link OutOfMemoryError} instead, as
 * on the host.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final boolean lost;

  DeviceException(int code, String name, String during, boolean lost) {
    super(
        lost
            ? "the device is lost: %s while %s; restart this process".formatted(name, during)
            : "the device failed: %s while %s".formatted(name, during));
    this.code = code;
    this.lost = lost;
  }

  /** The driver's number of the error. */
  public int code() {
    return code;
  }

  /** Whether everything later on this device fails too, because its context is broken. */
  public boolean isLost() {
    return lost;
  }
}
