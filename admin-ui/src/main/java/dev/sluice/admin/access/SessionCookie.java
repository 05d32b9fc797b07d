package dev.sluice.admin.access;

import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

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
        ? "https".equals(exchange.getRequest().getURI().getScheme()) || isForwarded(exchange)
        : settings.secureCookies();
  }

  /** Who lies about it gets a cookie that its own browser does not send back. */
  private static boolean isForwarded(ServerWebExchange exchange) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    String scheme = headers.getFirst("X-Forwarded-Proto");
    String standard = headers.getFirst("Forwarded");
    return (scheme != null && scheme.strip().equalsIgnoreCase("https"))
        || (standard != null && standard.toLowerCase(Locale.ROOT).contains("proto=https"));
  }

  /** A filter that does for the cookies of others what is done here for the session's. */
  Mono<Void> secureAll(ServerWebExchange exchange, WebFilterChain chain) {
    if (isSecure(exchange)) {
      exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> secure(exchange)));
    }
    return chain.filter(exchange);
  }

  private static void secure(ServerWebExchange exchange) {
    exchange
        .getResponse()
        .getCookies()
        .values()
        .forEach(cookies -> cookies.replaceAll(cookie -> cookie.mutate().secure(true).build()));
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
