package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;

/**
 * A call that did not succeed. A refusal is an answer of a healthy service (bad request, full
 * queue, draining); everything else counts against the pod's circuit.
 */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;
  private final boolean isRefusal;

  UpstreamException(ErrorDetail detail, boolean isRefusal, Throwable cause) {
    super(detail.message(), cause, false, cause != null);
    this.detail = detail;
    this.isRefusal = isRefusal;
  }

  static UpstreamException failed(ErrorCode code, String message, Throwable cause) {
    return new UpstreamException(ErrorDetail.of(code, message), false, cause);
  }

  /** What a service said itself. */
  static UpstreamException answered(ErrorDetail detail) {
    if (detail.code() == ErrorCode.UNAUTHORIZED_CONTEXT) {
      // The services' secrets differ: an operator's fault that a client must not see as its own.
      return failed(
          ErrorCode.POD_FAILED, "An internal service refused the gateway's signature.", null);
    }
    int status = detail.code().httpStatus();
    boolean isRefusal = status < 500 || detail.code() == ErrorCode.DRAINING;
    return new UpstreamException(detail, isRefusal, null);
  }

  public ErrorDetail detail() {
    return detail;
  }

  public boolean isRefusal() {
    return isRefusal;
  }

  /** Whether another pod may succeed where this one did not. */
  public boolean isRetryableElsewhere() {
    return detail.code().isRetryable();
  }
}
