package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HeaderSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter.Mode;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts {@link RoleTable}, the CSRF check and the security headers in front of every endpoint. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityRules {
  /** The component library of the console writes style elements; everything else is our own. */
  private static final String CONTENT_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

  /** Internal endpoints: the signed context was checked before this chain. */
  @Bean
  @Order(1)
  SecurityWebFilterChain internal(ServerHttpSecurity http) {
    return bare(http)
        .securityMatcher(new PathPatternParserServerWebExchangeMatcher("/internal/**"))
        .csrf(CsrfSpec::disable)
        .authorizeExchange(rules -> rules.anyExchange().permitAll())
        .build();
  }

  @Bean
  @Order(2)
  SecurityWebFilterChain outer(
      ServerHttpSecurity http,
      CallerContext callers,
      SessionCookie cookies,
      ObjectProvider<IdentityProvider> provider) {
    provider.ifAvailable(other -> other.addLogin(http));
    return bare(http)
        .securityContextRepository(callers)
        .csrf(SecurityRules::doubleSubmit)
        .addFilterBefore(cookies::secureAll, SecurityWebFiltersOrder.CSRF)
        .addFilterAfter(SecurityRules::sendCsrfCookie, SecurityWebFiltersOrder.CSRF)
        .headers(SecurityRules::headers)
        .authorizeExchange(rules -> rules.anyExchange().access(SecurityRules::decide))
        .exceptionHandling(
            failures ->
                failures
                    .authenticationEntryPoint((_, _) -> Mono.error(notLoggedIn()))
                    .accessDeniedHandler((exchange, _) -> Mono.error(denied(exchange))))
        .build();
  }

  private static ServerHttpSecurity bare(ServerHttpSecurity http) {
    return http.httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()));
  }

  private static void doubleSubmit(CsrfSpec csrf) {
    CookieServerCsrfTokenRepository tokens = CookieServerCsrfTokenRepository.withHttpOnlyFalse();
    tokens.setCookiePath("/");
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
    csrf.csrfTokenRepository(tokens)
        .requireCsrfProtectionMatcher(SecurityRules::needsCsrfCheck)
        .csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler())
        .accessDeniedHandler((_, _) -> Mono.error(forged()));
  }

  /** No foreign page can make a browser send a bearer token, and with one the cookie is ignored. */
  private static Mono<MatchResult> needsCsrfCheck(ServerWebExchange exchange) {
    return BearerTokens.isBearer(exchange)
        ? MatchResult.notMatch()
        : CsrfWebFilter.DEFAULT_CSRF_MATCHER.matches(exchange);
  }

  /**
   * The token is made when somebody asks for it: ask, so that the console always has its cookie.
   */
  private static Mono<Void> sendCsrfCookie(ServerWebExchange exchange, WebFilterChain chain) {
    Mono<CsrfToken> token = exchange.getAttribute(CsrfToken.class.getName());
    return (token == null ? Mono.empty() : token.then()).then(chain.filter(exchange));
  }

  private static void headers(HeaderSpec headers) {
    headers
        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
        .frameOptions(frames -> frames.mode(Mode.DENY));
  }

  private static Mono<AuthorizationResult> decide(
      Mono<Authentication> caller, AuthorizationContext context) {
    ServerHttpRequest request = context.getExchange().getRequest();
    return RoleTable.ruleFor(request)
        .map(rule -> rule.least() == null ? Mono.just(true) : isAllowed(caller, rule))
        .orElse(Mono.just(false))
        .map(AuthorizationDecision::new);
  }

  private static Mono<Boolean> isAllowed(Mono<Authentication> caller, RoleTable.Rule rule) {
    return caller
        .map(login -> login.getPrincipal() instanceof Caller user && isAllowed(user, rule))
        .defaultIfEmpty(false);
  }

  private static boolean isAllowed(Caller user, RoleTable.Rule rule) {
    if (user.mustChangePassword() && !rule.isOwnSession()) {
      throw passwordIsFirst();
    }
    if (rule.isOwnSession() && !user.hasSession() && rule.method() != HttpMethod.GET) {
      throw noSession();
    }
    return user.role().includes(rule.least());
  }

  private static ApiFailure notLoggedIn() {
    return new ApiFailure(
        ErrorCode.UNAUTHENTICATED, "you are not logged in, or the session or the token has ended");
  }

  private static ApiFailure denied(ServerWebExchange exchange) {
    return RoleTable.ruleFor(exchange.getRequest())
        .map(
            rule ->
                new ApiFailure(
                    ErrorCode.PERMISSION_DENIED,
                    "this needs the role '%s'".formatted(rule.least().wire())))
        .orElseGet(() -> new ApiFailure(ErrorCode.NOT_FOUND, "there is no such endpoint"));
  }

  private static ApiFailure passwordIsFirst() {
    return new ApiFailure(
        ErrorCode.PASSWORD_CHANGE_REQUIRED,
        "the first password was made up by the program: choose your own before anything else");
  }

  private static ApiFailure noSession() {
    return new ApiFailure(
        ErrorCode.PERMISSION_DENIED, "a bearer token has no session and no password of its own");
  }

  private static ApiFailure forged() {
    return new ApiFailure(
        ErrorCode.PERMISSION_DENIED,
        "the header X-XSRF-TOKEN is missing or differs from the cookie XSRF-TOKEN");
  }
}
