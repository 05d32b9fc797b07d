package dev.sluice.admin.oidc;

import dev.sluice.admin.access.Caller;
import dev.sluice.admin.access.ExternalUsers;
import dev.sluice.admin.access.IdentityProvider;
import dev.sluice.admin.access.SealedCookie;
import dev.sluice.admin.api.ApiFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeReactiveAuthenticationManager;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization code flow with PKCE, state and nonce (RFC 6749, RFC 7636, OpenID Connect Core 1.0).
 * What the provider says is used once, at the login: a session of our own follows, and the
 * provider's tokens are not kept.
 */
final class OidcProvider implements IdentityProvider {
  private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OidcSettings settings;
  private final Discovery discovery;
  private final BearerJwts bearer;
  private final ExternalUsers users;
  private final LoginCookie begun;
  private final WebClient client;

  OidcProvider(
      OidcSettings settings,
      ExternalUsers users,
      SealedCookie cookie,
      JsonMapper json,
      WebClient client) {
    this.settings = settings;
    this.discovery = new Discovery(settings, client);
    this.bearer = new BearerJwts(settings, discovery, client);
    this.users = users;
    this.begun = new LoginCookie(cookie, json);
    this.client = client;
  }

  @Override
  public String label() {
    return settings.label();
  }

  @Override
  public String path() {
    return "/oauth2/authorization/" + Discovery.ID;
  }

  @Override
  public void addLogin(ServerHttpSecurity http) {
    DefaultServerOAuth2AuthorizationRequestResolver requests =
        new DefaultServerOAuth2AuthorizationRequestResolver(discovery);
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    http.oauth2Login(
        login ->
            login
                .clientRegistrationRepository(discovery)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .authorizedClientRepository(new NothingKept())
                .authorizationRequestRepository(begun)
                .authorizationRequestResolver(requests)
                .authenticationManager(codes())
                .authenticationSuccessHandler(this::opened)
                .authenticationFailureHandler(
                    (exchange, failure) -> refused(exchange.getExchange(), failure)));
  }

  private ReactiveAuthenticationManager codes() {
    WebClientReactiveAuthorizationCodeTokenResponseClient tokens =
        new WebClientReactiveAuthorizationCodeTokenResponseClient();
    tokens.setWebClient(client);
    // The ID token says all that is needed: the user-info endpoint is not asked.
    ReactiveAuthenticationManager checks =
        new OidcAuthorizationCodeReactiveAuthenticationManager(
            tokens,
            request -> Mono.<OidcUser>just(new DefaultOidcUser(List.of(), request.getIdToken())));
    return login ->
        checks
            .authenticate(login)
            .timeout(PATIENCE)
            .onErrorMap(failure -> !(failure instanceof AuthenticationException), this::broken);
  }

  /** A provider that does not answer in the middle of a login is one more refusal. */
  private AuthenticationException broken(Throwable failure) {
    return new OAuth2AuthenticationException(
        new OAuth2Error("server_error", settings.issuer() + " does not answer", null), failure);
  }

  /** The path is fixed: a parameter that said where to go next could say another site. */
  private Mono<Void> opened(WebFilterExchange filters, Authentication login) {
    ServerWebExchange exchange = filters.getExchange();
    Map<String, Object> claims = ((OidcUser) login.getPrincipal()).getClaims();
    return Mono.fromCallable(() -> Claims.person(claims, settings))
        .flatMap(person -> users.logIn(person, exchange))
        .then(Mono.defer(() -> redirect(exchange, "/")))
        .onErrorResume(ApiFailure.class, failure -> refused(exchange, failure));
  }

  /** Shows the login page with the reason; what the provider sent is for the log only. */
  private static Mono<Void> refused(ServerWebExchange exchange, Throwable failure) {
    String message = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}", " ");
    LOG.info("a login at the identity provider failed: {}", message);
    String reason =
        failure instanceof ApiFailure known
            ? known.detail().message()
            : "the identity provider's answer was not accepted; try again";
    return redirect(
        exchange,
        UriComponentsBuilder.fromPath("/")
            .queryParam("sign-in-failed", "{reason}")
            .encode()
            .buildAndExpand(reason)
            .toUriString());
  }

  private static Mono<Void> redirect(ServerWebExchange exchange, String target) {
    exchange.getResponse().setStatusCode(HttpStatus.FOUND);
    exchange.getResponse().getHeaders().setLocation(URI.create(target));
    return exchange.getResponse().setComplete();
  }

  @Override
  public Mono<Caller> caller(String token) {
    return bearer
        .claims(token)
        .map(claims -> Claims.person(claims, settings))
        .flatMap(users::caller);
  }
}
