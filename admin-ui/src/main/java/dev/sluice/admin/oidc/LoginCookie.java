package dev.sluice.admin.oidc;

import dev.sluice.admin.access.SealedCookie;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.springframework.security.oauth2.client.web.server.ServerAuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A login that has begun, in the browser that began it: state, nonce and PKCE's verifier, sealed so
 * that nobody can read or plant them. Any replica can go on with it.
 */
final class LoginCookie
    implements ServerAuthorizationRequestRepository<OAuth2AuthorizationRequest> {
  private static final String NAME = "SLUICE_LOGIN";
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final SealedCookie cookie;
  private final JsonMapper json;

  LoginCookie(SealedCookie cookie, JsonMapper json) {
    this.cookie = cookie;
    this.json = json;
  }

  @Override
  public Mono<Void> saveAuthorizationRequest(
      OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uri", request.getAuthorizationUri());
    fields.put("client", request.getClientId());
    fields.put("redirect", request.getRedirectUri());
    fields.put("scopes", request.getScopes());
    fields.put("state", request.getState());
    fields.put("attributes", request.getAttributes());
    return Mono.fromRunnable(
        () -> cookie.write(exchange, NAME, json.writeValueAsString(fields), LIFETIME));
  }

  /** Empty as well when it was begun by another browser than the one that comes back. */
  @Override
  public Mono<OAuth2AuthorizationRequest> loadAuthorizationRequest(ServerWebExchange exchange) {
    String state = exchange.getRequest().getQueryParams().getFirst("state");
    return Mono.justOrEmpty(cookie.read(exchange, NAME))
        .map(text -> request(json.readValue(text, MAP)))
        .filter(request -> request.getState().equals(state));
  }

  @SuppressWarnings("unchecked")
  private static OAuth2AuthorizationRequest request(Map<String, Object> fields) {
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri((String) fields.get("uri"))
        .clientId((String) fields.get("client"))
        .redirectUri((String) fields.get("redirect"))
        .scopes(new LinkedHashSet<>((Collection<String>) fields.get("scopes")))
        .state((String) fields.get("state"))
        .attributes((Map<String, Object>) fields.get("attributes"))
        .build();
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> removeAuthorizationRequest(ServerWebExchange exchange) {
    return loadAuthorizationRequest(exchange).doOnNext(_ -> cookie.clear(exchange, NAME));
  }
}
