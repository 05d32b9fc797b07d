package dev.sluice.shell;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import tools.jackson.core.JacksonException;

/**
 * From a failure to its wire form. Messages never quote the request's body, which may be a prompt:
 * of a body that cannot be read only the place is told.
 */
public final class ErrorMapping {
  private ErrorMapping() {}

  public static ErrorDetail of(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.detail();
    }
    if (cause(failure, DataBufferLimitException.class) != null) {
      return ErrorDetail.of(
          ErrorCode.REQUEST_TOO_LARGE, "the request body is larger than this service accepts");
    }
    if (failure instanceof MethodNotAllowedException method) {
      return ErrorDetail.of(
          ErrorCode.METHOD_NOT_ALLOWED,
          "%s is not allowed here, only %s"
              .formatted(method.getHttpMethod(), method.getSupportedMethods()));
    }
    if (failure instanceof UnsupportedMediaTypeStatusException media) {
      return ErrorDetail.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "content type %s is not supported here".formatted(media.getContentType()));
    }
    if (failure instanceof ServerWebInputException) {
      return unreadable(cause(failure, JacksonException.class));
    }
    return failure instanceof ErrorResponse response
        ? ofStatus(response.getStatusCode())
        : internal();
  }

  private static ErrorDetail unreadable(JacksonException cause) {
    if (cause == null) {
      return ErrorDetail.of(ErrorCode.INVALID_JSON, "the request has no readable JSON body");
    }
    String field =
        cause.getPath().stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    if (!field.isEmpty()) {
      String message = "the value of '%s' does not have the type that is read here";
      return new ErrorDetail(ErrorCode.INVALID_VALUE, message.formatted(field), field, null);
    }
    String place =
        cause.getLocation() == null
            ? ""
            : " at line %d, column %d"
                .formatted(cause.getLocation().getLineNr(), cause.getLocation().getColumnNr());
    return ErrorDetail.of(ErrorCode.INVALID_JSON, "the request body is not valid JSON" + place);
  }

  private static ErrorDetail ofStatus(HttpStatusCode status) {
    if (status.value() == 404) {
      return ErrorDetail.of(ErrorCode.NOT_FOUND, "there is no such endpoint");
    }
    return status.is4xxClientError()
        ? ErrorDetail.of(ErrorCode.INVALID_VALUE, "the request cannot be read: " + status)
        : internal();
  }

  private static ErrorDetail internal() {
    return ErrorDetail.of(
        ErrorCode.INTERNAL, "unexpected failure; the log of the service says more");
  }

  private static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
