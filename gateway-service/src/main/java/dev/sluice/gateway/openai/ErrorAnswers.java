package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.gateway.completion.RequestFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Every failure as OpenAI's error body: the pipeline's, the parser's, and what the web framework
 * itself refuses (unknown routes, wrong methods). The one place where codes become statuses.
 */
@Component
@Order(-2)
class ErrorAnswers implements WebExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(failure);
    }
    ErrorDetail detail = detail(failure, exchange);
    response.setStatusCode(HttpStatusCode.valueOf(detail.code().httpStatus()));
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_JSON);
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    ResponseHeaders.putRetry(headers, detail);
    if (failure instanceof RequestFailedException known) {
      ResponseHeaders.putStanding(headers, known.standing());
    }
    if (detail.code() == ErrorCode.INVALID_API_KEY) {
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    byte[] body = Json.bytes(ErrorBody.of(detail));
    headers.setContentLength(body.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private static ErrorDetail detail(Throwable failure, ServerWebExchange exchange) {
    if (failure instanceof RequestFailedException known) {
      return known.detail();
    }
    if (failure instanceof ErrorResponse refusal && refusal.getStatusCode().is4xxClientError()) {
      return ofStatus(refusal.getStatusCode().value());
    }
    LOG.error("{} failed", exchange.getRequest().getPath().value(), failure);
    return ErrorDetail.of(ErrorCode.INTERNAL, "Unexpected failure. The gateway's log says more.");
  }

  private static ErrorDetail ofStatus(int status) {
    return switch (status) {
      case 404 -> ErrorDetail.of(ErrorCode.NOT_FOUND, "There is no such endpoint.");
      case 405 ->
          ErrorDetail.of(
              ErrorCode.METHOD_NOT_ALLOWED, "This method is not allowed for the endpoint.");
      case 413 -> ErrorDetail.of(ErrorCode.REQUEST_TOO_LARGE, "The request is too large.");
      case 415 ->
          ErrorDetail.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The content type is not supported.");
      default -> ErrorDetail.of(ErrorCode.INVALID_VALUE, "The request cannot be read.");
    };
  }
}
