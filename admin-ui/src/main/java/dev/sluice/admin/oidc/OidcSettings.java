package dev.sluice.admin.oidc;

import dev.sluice.admin.access.Role;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the oidc room.
 *
 * @param issuer the provider's URL, as its tokens have it; empty is off
 * @param clientId what the provider knows the control plane as
 * @param clientSecret empty for a client that only has PKCE
 * @param scopes what is asked for
 * @param label on the button of the login page
 * @param publicUrl where browsers reach the console; empty takes it from each request, which is
 *     wrong behind a proxy
 * @param audience of bearer tokens; empty accepts none of the provider's
 * @param nameClaim names a user in the console and the audit
 * @param roleClaim values that the next three look for; a dot goes one level down
 * @param admins values that make an administrator
 * @param operators values that make an operator
 * @param viewers values that make a viewer; nobody comes in without a role
 * @param allowedDomains of verified e-mail addresses; empty is all
 * @param allowedGroups values of the role claim of which one must be there; empty is all
 */
@ConfigurationProperties("sluice.admin.oidc")
public record OidcSettings(
    @DefaultValue("") String issuer,
    @DefaultValue("") String clientId,
    @DefaultValue("") String clientSecret,
    @DefaultValue({"openid", "profile", "email"}) List<String> scopes,
    @DefaultValue("Single sign-on") String label,
    @DefaultValue("") String publicUrl,
    @DefaultValue("") String audience,
    @DefaultValue("preferred_username") String nameClaim,
    @DefaultValue("groups") String roleClaim,
    @DefaultValue({}) List<String> admins,
    @DefaultValue({}) List<String> operators,
    @DefaultValue({}) List<String> viewers,
    @DefaultValue({}) List<String> allowedDomains,
    @DefaultValue({}) List<String> allowedGroups) {

  public OidcSettings {
    if (!issuer.isBlank() && clientId.isBlank()) {
      throw new IllegalArgumentException(
          "sluice.admin.oidc.client-id is missing, sluice.admin.oidc.issuer is '%s'"
              .formatted(issuer));
    }
    if (!issuer.isBlank() && !scopes.contains("openid")) {
      throw new IllegalArgumentException(
          "sluice.admin.oidc.scopes is %s and must have 'openid'".formatted(scopes));
    }
  }

  /** The values that give a role. */
  List<String> valuesFor(Role role) {
    return switch (role) {
      case ADMIN -> admins;
      case OPERATOR -> operators;
      case VIEWER -> viewers;
    };
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "OidcSettings[" + issuer + ", " + clientId + "]";
  }
}
