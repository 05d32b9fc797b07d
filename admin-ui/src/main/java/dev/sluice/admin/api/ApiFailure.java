package dev.sluice.admin.api;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;

/** A request that is refused; {@link ApiErrors} answers it. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorDetail detail;

  public ApiFailure(ErrorDetail detail) {
    super(detail.message());
    this.detail = detail;
  }

  public ApiFailure(ErrorCode code, String message) {
    this(ErrorDetail.of(code, message));
  }

  /** A field whose value cannot be used. */
  public static ApiFailure invalid(String param, String message) {
    return new ApiFailure(new ErrorDetail(ErrorCode.INVALID_VALUE, message, param, null));
  }

  /** A field that must be given. */
  public static ApiFailure missing(String param) {
    return new ApiFailure(
        new ErrorDetail(ErrorCode.MISSING_FIELD, "'" + param + "' is missing", param, null));
  }

  /**
   * Nothing has this id.
   *
   * @param subject for example {@code key}
   */
  public static ApiFailure notFound(String subject, String id) {
    return new ApiFailure(ErrorCode.NOT_FOUND, "there is no %s '%s'".formatted(subject, id));
  }

  /** Something else has this value already. */
  public static ApiFailure conflict(String param, String message) {
    return new ApiFailure(new ErrorDetail(ErrorCode.CONFLICT, message, param, null));
  }

  /** Somebody else changed it since it was read. */
  public static ApiFailure changed() {
    return new ApiFailure(
        ErrorCode.PRECONDITION_FAILED,
        "somebody else changed this since it was read; read it again and repeat the change");
  }

  public ErrorDetail detail() {
    return detail;
  }
}
