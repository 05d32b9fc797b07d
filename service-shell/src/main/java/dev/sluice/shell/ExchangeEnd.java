package dev.sluice.shell;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tells a long stream that its exchange is over. A client that disconnects at the moment of the
 * first write makes that write fail before the server has subscribed to the body, and then nobody
 * cancels the body: it would run on for a reader that does not exist. Endless or costly bodies
 * therefore end with {@code takeUntilOther(ExchangeEnd.of(exchange))}.
 */
public final class ExchangeEnd implements WebFilter, Ordered {
  private static final String ATTRIBUTE = ExchangeEnd.class.getName();

  /** Outside of everything that may end the exchange, the signed context's filter excepted. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Sinks.Empty<Void> end = Sinks.empty();
    exchange.getAttributes().put(ATTRIBUTE, end);
    return chain.filter(exchange).doFinally(signal -> end.tryEmitEmpty());
  }

  /** Completes when the exchange has ended in whatever way; never, outside of the filter. */
  public static Mono<Void> of(ServerWebExchange exchange) {
    Sinks.Empty<Void> end = exchange.getAttribute(ATTRIBUTE);
    return end == null ? Mono.never() : end.asMono();
  }
}
