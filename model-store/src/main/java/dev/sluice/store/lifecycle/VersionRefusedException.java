package dev.sluice.store.lifecycle;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;

/** A wish that is not granted, for a reason the caller should read. */
public final class VersionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;

  VersionRefusedException(ErrorCode code, String param, String message) {
    super(message);
    this.detail = new ErrorDetail(code, message, param, null);
  }

  public ErrorDetail detail() {
    return detail;
  }
}
