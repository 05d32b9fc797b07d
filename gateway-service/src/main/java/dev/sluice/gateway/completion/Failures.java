package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.gateway.tenant.KeyRefusedException;
import dev.sluice.gateway.upstream.UpstreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms' failures as the one that leaves the pipeline. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final long RETRY_MILLIS = 1000;

  private Failures() {}

  static RequestFailedException of(Throwable failure) {
    return switch (failure) {
      case RequestFailedException known -> known;
      case KeyRefusedException refused -> new RequestFailedException(refused.detail());
      case UpstreamException upstream -> new RequestFailedException(timed(upstream.detail()));
      default -> unexpected(failure);
    };
  }

  static RequestFailedException noPod(String model) {
    return new RequestFailedException(
        new ErrorDetail(
            ErrorCode.NO_POD_AVAILABLE,
            "No pod that serves '%s' is available now. Try again shortly.".formatted(model),
            null,
            RETRY_MILLIS));
  }

  /** A retryable refusal always says when. */
  private static ErrorDetail timed(ErrorDetail detail) {
    boolean wantsTime = detail.code().httpStatus() == 429 || detail.code().httpStatus() == 503;
    return wantsTime && detail.retryAfterMillis() == null
        ? new ErrorDetail(detail.code(), detail.message(), detail.param(), RETRY_MILLIS)
        : detail;
  }

  private static RequestFailedException unexpected(Throwable failure) {
    LOG.error("unexpected failure", failure);
    return new RequestFailedException(
        ErrorDetail.of(ErrorCode.INTERNAL, "Unexpected failure. The gateway's log says more."));
  }
}
