package dev.sluice.admin.access;

import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells Spring Security who calls, by the session cookie. Asked only where a rule needs it. */
@Component
class SessionContext implements ServerSecurityContextRepository {
  private final Sessions sessions;

  SessionContext(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Nothing: sessions are opened and closed by {@link SessionController}. */
  @Override
  public Mono<Void> save(ServerWebExchange exchange, SecurityContext context) {
    return Mono.empty();
  }

  @Override
  public Mono<SecurityContext> load(ServerWebExchange exchange) {
    String token = SessionCookie.read(exchange);
    return token == null ? Mono.empty() : sessions.find(token).map(SessionContext::context);
  }

  private static SecurityContext context(SessionUser user) {
    return new SecurityContextImpl(
        UsernamePasswordAuthenticationToken.authenticated(user, null, List.of()));
  }
}
