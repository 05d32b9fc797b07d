package dev.sluice.engine.generate;

import dev.sluice.contract.ErrorDetail;

/** A request that was not accepted, with the reason in wire form. */
public final class RejectedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;

  public RejectedRequestException(ErrorDetail detail) {
    super(detail.message());
    this.detail = detail;
  }

  public ErrorDetail detail() {
    return detail;
  }
}
