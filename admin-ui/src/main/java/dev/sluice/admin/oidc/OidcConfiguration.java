package dev.sluice.admin.oidc;

import dev.sluice.admin.access.ExternalUsers;
import dev.sluice.admin.access.IdentityProvider;
import dev.sluice.admin.access.SealedCookie;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.json.JsonMapper;

/** Makes the provider when the settings name an issuer. */
@Configuration(proxyBeanMethods = false)
@Conditional(WithIssuer.class)
class OidcConfiguration {
  @Bean
  IdentityProvider oidcProvider(
      OidcSettings settings,
      ExternalUsers users,
      SealedCookie cookie,
      JsonMapper json,
      WebClient.Builder client) {
    return new OidcProvider(settings, users, cookie, json, client.build());
  }
}
