package dev.sluice.shell;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a failed request to an internal endpoint with its {@link ErrorDetail}. A failure after
 * the first byte of a stream cannot be answered any more: the connection is closed instead.
 */
public final class ErrorDetailWriter implements WebExceptionHandler, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorDetailWriter.class);
  private static final PathPattern INTERNAL =
      PathPatternParser.defaultInstance.parse(InternalDoor.PATHS);

  /** One before Spring Boot's own, which answers for all other paths. */
  private static final int ORDER = -2;

  private final JsonMapper json;

  public ErrorDetailWriter(JsonMapper json) {
    this.json = json;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()
        || !INTERNAL.matches(exchange.getRequest().getPath().pathWithinApplication())) {
      return Mono.error(failure);
    }
    ErrorDetail detail = ErrorMapping.of(failure);
    if (detail.code() == ErrorCode.INTERNAL) {
      LOG.error("{} failed", exchange.getRequest().getPath().value(), failure);
    }
    response.setStatusCode(HttpStatusCode.valueOf(detail.code().httpStatus()));
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    if (detail.retryAfterMillis() != null) {
      long seconds = Math.max(1, Math.ceilDiv(detail.retryAfterMillis(), 1000L));
      response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    byte[] body = json.writeValueAsBytes(detail);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }
}
