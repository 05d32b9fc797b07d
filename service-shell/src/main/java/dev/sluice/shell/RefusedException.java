package dev.sluice.shell;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;

/** A request that is refused for a reason the caller should read. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;

  public RefusedException(ErrorDetail detail) {
    super(detail.message());
    this.detail = detail;
  }

  public RefusedException(ErrorDetail detail, Throwable cause) {
    super(detail.message(), cause);
    this.detail = detail;
  }

  /** A refusal that names the request field at fault. */
  public static RefusedException of(ErrorCode code, String param, String message) {
    return new RefusedException(new ErrorDetail(code, message, param, null));
  }

  public ErrorDetail detail() {
    return detail;
  }
}
