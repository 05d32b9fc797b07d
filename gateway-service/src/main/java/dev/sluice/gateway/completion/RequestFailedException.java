package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;

/** The one failure that leaves the pipeline. Its message is for the client. */
public final class RequestFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;
  private final transient Standing standing;

  public RequestFailedException(ErrorDetail detail) {
    this(detail, null);
  }

  RequestFailedException(ErrorDetail detail, Standing standing) {
    super(detail.message(), null, false, false);
    this.detail = detail;
    this.standing = standing;
  }

  /** A failure that names the request field at fault. */
  public static RequestFailedException of(ErrorCode code, String param, String message) {
    return new RequestFailedException(new ErrorDetail(code, message, param, null));
  }

  public ErrorDetail detail() {
    return detail;
  }

  /** The key's limits when they are known, else null. */
  public Standing standing() {
    return standing;
  }
}
