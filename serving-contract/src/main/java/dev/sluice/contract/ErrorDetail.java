package dev.sluice.contract;

/**
 * An error as the internal services report it.
 *
 * @param message one sentence with the offending value and what to do; never a prompt, a key or a
 *     stack trace
 * @param param the request field at fault, or null
 * @param retryAfterMillis when a retry makes sense, or null
 */
public record ErrorDetail(ErrorCode code, String message, String param, Long retryAfterMillis) {

  public static ErrorDetail of(ErrorCode code, String message) {
    return new ErrorDetail(code, message, null, null);
  }
}
