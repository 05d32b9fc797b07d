package dev.sluice.gateway.openai;

import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Every answer carries {@code x-request-id}: the client's own when it is harmless, or a new one.
 */
@Component
@Order(Integer.MIN_VALUE)
class RequestIds implements WebFilter {
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String given = exchange.getRequest().getHeaders().getFirst(ResponseHeaders.REQUEST_ID);
    boolean isUsable = given != null && HARMLESS.matcher(given).matches();
    String id = isUsable ? given : "req-" + UUID.randomUUID();
    exchange.getResponse().getHeaders().set(ResponseHeaders.REQUEST_ID, id);
    return chain.filter(exchange);
  }
}
