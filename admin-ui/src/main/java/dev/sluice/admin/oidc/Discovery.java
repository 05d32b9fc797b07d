package dev.sluice.admin.oidc;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * The provider's description of itself (OpenID Connect Discovery 1.0), asked for when the first
 * login needs it and kept once it was right. A provider that is down refuses logins and nothing
 * else. Safe for use by several threads.
 */
final class Discovery implements ReactiveClientRegistrationRepository {
  /** The name of the provider in paths. */
  static final String ID = "oidc";

  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
      new ParameterizedTypeReference<>() {};

  private final OidcSettings settings;
  private final WebClient client;
  private volatile ClientRegistration known;

  Discovery(OidcSettings settings, WebClient client) {
    this.settings = settings;
    this.client = client;
  }

  @Override
  public Mono<ClientRegistration> findByRegistrationId(String id) {
    return id.equals(ID) ? registration() : Mono.empty();
  }

  Mono<ClientRegistration> registration() {
    ClientRegistration already = known;
    return already == null ? ask().doOnNext(found -> known = found) : Mono.just(already);
  }

  private Mono<ClientRegistration> ask() {
    String url = settings.issuer().replaceAll("/+$", "") + "/.well-known/openid-configuration";
    return client
        .get()
        .uri(url)
        .retrieve()
        .bodyToMono(DOCUMENT)
        .timeout(PATIENCE)
        .map(this::read)
        .doOnError(failure -> LOG.warn("{} gives no usable description", url, failure))
        .onErrorMap(_ -> unavailable());
  }

  static ApiFailure unavailable() {
    return new ApiFailure(
        ErrorCode.IDENTITY_PROVIDER_UNAVAILABLE,
        "the identity provider cannot be reached; log in with a password or try again later");
  }

  private ClientRegistration read(Map<String, Object> document) {
    String issuer = field(document, "issuer");
    if (!issuer.equals(settings.issuer())) {
      throw new IllegalStateException(
          "the issuer calls itself '%s', the settings '%s'".formatted(issuer, settings.issuer()));
    }
    boolean hasSecret = !settings.clientSecret().isEmpty();
    return ClientRegistration.withRegistrationId(ID)
        .clientId(settings.clientId())
        .clientSecret(settings.clientSecret())
        .clientAuthenticationMethod(
            hasSecret
                ? ClientAuthenticationMethod.CLIENT_SECRET_BASIC
                : ClientAuthenticationMethod.NONE)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(redirectUri())
        .scope(settings.scopes())
        .issuerUri(issuer)
        .authorizationUri(field(document, "authorization_endpoint"))
        .tokenUri(field(document, "token_endpoint"))
        .jwkSetUri(field(document, "jwks_uri"))
        .userNameAttributeName(IdTokenClaimNames.SUB)
        .build();
  }

  private String redirectUri() {
    String base = settings.publicUrl().isBlank() ? "{baseUrl}" : settings.publicUrl();
    return base.replaceAll("/+$", "") + "/login/oauth2/code/" + ID;
  }

  private static String field(Map<String, Object> document, String name) {
    if (document.get(name) instanceof String value && !value.isBlank()) {
      return value;
    }
    throw new IllegalStateException("'%s' is missing in the description".formatted(name));
  }
}
