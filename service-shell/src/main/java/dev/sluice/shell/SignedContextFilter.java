package dev.sluice.shell;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.SignedContext;
import java.time.Clock;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Lets a request to an internal endpoint pass only with a valid {@link SignedContext}. Runs before
 * every other filter. The path is matched as the dispatcher matches it, on decoded segments, so
 * that {@code /%69nternal} is not a way around.
 */
public final class SignedContextFilter implements WebFilter, Ordered {
  /** Exchange attribute that holds the verified {@link SignedContext}. */
  public static final String ATTRIBUTE = SignedContext.class.getName();

  private static final PathPattern INTERNAL =
      PathPatternParser.defaultInstance.parse(InternalDoor.PATHS);

  private final String secret;
  private final Clock clock;

  public SignedContextFilter(String secret, Clock clock) {
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!INTERNAL.matches(exchange.getRequest().getPath().pathWithinApplication())) {
      return chain.filter(exchange);
    }
    String header = exchange.getRequest().getHeaders().getFirst(SignedContext.HEADER);
    Optional<SignedContext> context = SignedContext.verify(header, secret, clock.instant());
    if (context.isEmpty()) {
      return Mono.error(new RefusedException(refusal(header)));
    }
    exchange.getAttributes().put(ATTRIBUTE, context.get());
    return chain.filter(exchange);
  }

  private static ErrorDetail refusal(String header) {
    String reason = header == null ? "is missing" : "is malformed, expired or signed otherwise";
    return ErrorDetail.of(
        ErrorCode.UNAUTHORIZED_CONTEXT,
        "internal endpoint: the header " + SignedContext.HEADER + " " + reason);
  }
}
