package dev.sluice.admin.oidc;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Checks the provider's tokens: signed with one of its public keys, by this issuer, for this
 * audience, not over. A token for the console's own login is for another audience and opens nothing
 * here. Safe for use by several threads.
 */
final class BearerJwts {
  private static final Logger LOG = LoggerFactory.getLogger(BearerJwts.class);

  private final OidcSettings settings;
  private final Discovery discovery;
  private final WebClient client;
  private volatile ReactiveJwtDecoder decoder;

  BearerJwts(OidcSettings settings, Discovery discovery, WebClient client) {
    this.settings = settings;
    this.discovery = discovery;
    this.client = client;
  }

  /** The claims; empty when the token is not good, or when no audience is set. */
  Mono<Map<String, Object>> claims(String token) {
    if (settings.audience().isBlank()) {
      return Mono.empty();
    }
    return decoder()
        .flatMap(checks -> checks.decode(token))
        .map(Jwt::getClaims)
        .doOnError(JwtException.class, wrong -> LOG.debug("a bearer token is refused", wrong))
        .onErrorResume(JwtException.class, _ -> Mono.empty())
        .onErrorMap(IllegalStateException.class, _ -> Discovery.unavailable());
  }

  private Mono<ReactiveJwtDecoder> decoder() {
    ReactiveJwtDecoder already = decoder;
    return already == null
        ? discovery.registration().map(this::make).doOnNext(made -> decoder = made)
        : Mono.just(already);
  }

  private ReactiveJwtDecoder make(ClientRegistration provider) {
    NimbusReactiveJwtDecoder made =
        NimbusReactiveJwtDecoder.withJwkSetUri(provider.getProviderDetails().getJwkSetUri())
            .webClient(client)
            .validateType(false)
            .jwsAlgorithms(known -> known.addAll(List.of(SignatureAlgorithm.values())))
            .build();
    made.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(),
            new JwtIssuerValidator(settings.issuer()),
            type(),
            this::audience,
            BearerJwts::hasEnd));
    return made;
  }

  /** Plain tokens and those of RFC 9068; never one that says it is something else. */
  private static JwtTypeValidator type() {
    JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt");
    types.setAllowEmpty(true);
    return types;
  }

  private OAuth2TokenValidatorResult audience(Jwt token) {
    List<String> audience = token.getAudience();
    return audience != null && audience.contains(settings.audience())
        ? OAuth2TokenValidatorResult.success()
        : failure("the token is for another audience");
  }

  private static OAuth2TokenValidatorResult hasEnd(Jwt token) {
    return token.getExpiresAt() == null
        ? failure("the token never ends")
        : OAuth2TokenValidatorResult.success();
  }

  private static OAuth2TokenValidatorResult failure(String reason) {
    return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", reason, null));
  }
}
