package dev.sluice.admin.access;

import java.time.Duration;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The cookie that carries a session's token; scripts cannot read it and other sites not send it.
 */
@Component
class SessionCookie {
  static final String NAME = "SLUICE_SESSION";

  private final AccessSettings settings;

  SessionCookie(AccessSettings settings) {
    this.settings = settings;
  }

  /** The token that came with a request, or null. */
  static String read(ServerWebExchange exchange) {
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(NAME);
    return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
  }

  void write(ServerWebExchange exchange, String token) {
    set(exchange, token, settings.sessionLifetime());
  }

  void clear(ServerWebExchange exchange) {
    set(exchange, "", Duration.ZERO);
  }

  /** Whether cookies of this answer are for HTTPS only. */
  boolean isSecure(ServerWebExchange exchange) {
    return settings.secureCookies() == null
        ? "https".equals(exchange.getRequest().getURI().getScheme())
        : settings.secureCookies();
  }

  private void set(ServerWebExchange exchange, String value, Duration lifetime) {
    exchange
        .getResponse()
        .addCookie(
            ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(isSecure(exchange))
                .path("/")
                .maxAge(lifetime)
                .build());
  }
}
