package dev.sluice.gateway.tenant;

import dev.sluice.contract.ErrorDetail;

/**
 * The caller could not be authenticated, or the key is not for this. The message never says which
 * check of the key itself failed.
 */
public final class KeyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;

  KeyRefusedException(ErrorDetail detail) {
    super(detail.message(), null, false, false);
    this.detail = detail;
  }

  public ErrorDetail detail() {
    return detail;
  }
}
