package dev.sluice.admin.api;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.shell.ErrorMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every failed request that is not an internal one (those are answered before) with {@code
 * {code, message, param}}. The one place where failures become statuses.
 */
@Component
class ApiErrors implements WebExceptionHandler, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  /** Before Spring Boot's own, which is -1. Internal endpoints are left to the handler beside. */
  private static final int ORDER = -2;

  private record Body(String code, String message, String param) {}

  private final JsonMapper json;

  ApiErrors(JsonMapper json) {
    this.json = json;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    String path = exchange.getRequest().getPath().pathWithinApplication().value();
    if (response.isCommitted() || path.startsWith("/internal/")) {
      return Mono.error(failure);
    }
    ErrorDetail detail = detail(failure);
    if (detail.code() == ErrorCode.INTERNAL) {
      LOG.error("{} {} failed", exchange.getRequest().getMethod(), path, failure);
    }
    response.setStatusCode(HttpStatusCode.valueOf(detail.code().httpStatus()));
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    if (detail.retryAfterMillis() != null) {
      long seconds = Math.max(1, Math.ceilDiv(detail.retryAfterMillis(), 1000L));
      response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    Body body = new Body(detail.code().wire(), detail.message(), detail.param());
    byte[] bytes = json.writeValueAsBytes(body);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
  }

  private static ErrorDetail detail(Throwable failure) {
    return switch (failure) {
      case ApiFailure refused -> refused.detail();
      case OptimisticLockingFailureException _ -> ApiFailure.changed().detail();
      case DataIntegrityViolationException _ ->
          ErrorDetail.of(
              ErrorCode.CONFLICT, "the change contradicts what is stored; read it again");
      default -> ErrorMapping.of(failure);
    };
  }
}
