package dev.sluice.admin.access;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The header {@code Authorization: Bearer}, with a token of ours or an identity provider's. */
@Component
class BearerTokens {
  private static final String SCHEME = "Bearer";

  private final AccessTokens ours;
  private final ObjectProvider<IdentityProvider> provider;

  BearerTokens(AccessTokens ours, ObjectProvider<IdentityProvider> provider) {
    this.ours = ours;
    this.provider = provider;
  }

  /** Whether there is such a header, however wrong its token. */
  static boolean isBearer(ServerWebExchange exchange) {
    String header = header(exchange);
    boolean isAlone = header.length() == SCHEME.length();
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (isAlone || header.charAt(SCHEME.length()) == ' ');
  }

  /** Whose token came; empty when it opens nothing. */
  Mono<Caller> caller(ServerWebExchange exchange) {
    String token = header(exchange).substring(SCHEME.length()).strip();
    if (token.startsWith(AccessTokens.START)) {
      return ours.caller(token);
    }
    IdentityProvider other = provider.getIfAvailable();
    return other == null ? Mono.empty() : other.caller(token);
  }

  private static String header(ServerWebExchange exchange) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    return header == null ? "" : header;
  }
}
