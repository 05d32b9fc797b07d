package dev.sluice.admin.access;

import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Tells Spring Security who calls, by the bearer token or the session cookie. A request with a
 * bearer token is never its cookie's: that is why it needs no CSRF check. Asked only where a rule
 * needs it.
 */
@Component
class CallerContext implements ServerSecurityContextRepository {
  private final Sessions sessions;
  private final BearerTokens tokens;

  CallerContext(Sessions sessions, BearerTokens tokens) {
    this.sessions = sessions;
    this.tokens = tokens;
  }

  /** Nothing: sessions are opened and closed by {@link SessionController}. */
  @Override
  public Mono<Void> save(ServerWebExchange exchange, SecurityContext context) {
    return Mono.empty();
  }

  @Override
  public Mono<SecurityContext> load(ServerWebExchange exchange) {
    return caller(exchange).map(CallerContext::context);
  }

  private Mono<Caller> caller(ServerWebExchange exchange) {
    if (BearerTokens.isBearer(exchange)) {
      return tokens.caller(exchange);
    }
    String token = SessionCookie.read(exchange);
    return token == null ? Mono.empty() : sessions.find(token);
  }

  private static SecurityContext context(Caller caller) {
    return new SecurityContextImpl(
        UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
  }
}
