package dev.sluice.contract;

/**
 * Stable error codes. The lower-case name is the {@code code} of an OpenAI error body, the status
 * is HTTP's, and the blame says who has to change something: {@code retryable} ones may succeed
 * when sent again, elsewhere or later.
 */
public enum ErrorCode {
  INVALID_JSON(400, "invalid_request_error", false),
  INVALID_VALUE(400, "invalid_request_error", false),
  MISSING_FIELD(400, "invalid_request_error", false),
  UNSUPPORTED_PARAMETER(400, "invalid_request_error", false),
  TEMPLATE_ERROR(400, "invalid_request_error", false),
  CONTEXT_LENGTH_EXCEEDED(400, "invalid_request_error", false),
  UNAUTHENTICATED(401, "authentication_error", false),
  INVALID_API_KEY(401, "authentication_error", false),
  UNAUTHORIZED_CONTEXT(401, "authentication_error", false),
  PERMISSION_DENIED(403, "permission_error", false),
  PASSWORD_CHANGE_REQUIRED(403, "permission_error", false),
  MODEL_NOT_ALLOWED(403, "permission_error", false),
  MODEL_NOT_FOUND(404, "not_found_error", false),
  NOT_FOUND(404, "not_found_error", false),
  METHOD_NOT_ALLOWED(405, "invalid_request_error", false),
  CONFLICT(409, "invalid_request_error", false),
  PRECONDITION_FAILED(412, "invalid_request_error", false),
  REQUEST_TOO_LARGE(413, "invalid_request_error", false),
  UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error", false),
  RATE_LIMIT_EXCEEDED(429, "rate_limit_error", true),
  INSUFFICIENT_QUOTA(429, "insufficient_quota", false),
  QUEUE_FULL(429, "overloaded_error", true),
  INTERNAL(500, "server_error", true),
  POD_FAILED(502, "server_error", true),
  NO_POD_AVAILABLE(503, "unavailable_error", true),
  QUOTA_UNAVAILABLE(503, "unavailable_error", true),
  IDENTITY_PROVIDER_UNAVAILABLE(503, "unavailable_error", true),
  DRAINING(503, "unavailable_error", true),
  OUT_OF_MEMORY(503, "unavailable_error", true),
  DEADLINE_EXCEEDED(504, "server_error", true);

  private final int httpStatus;
  private final String type;
  private final boolean retryable;

  ErrorCode(int httpStatus, String type, boolean retryable) {
    this.httpStatus = httpStatus;
    this.type = type;
    this.retryable = retryable;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /** The {@code type} of the OpenAI error body. */
  public String type() {
    return type;
  }

  public boolean isRetryable() {
    return retryable;
  }

  /** The {@code code} of the OpenAI error body, for example {@code context_length_exceeded}. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
