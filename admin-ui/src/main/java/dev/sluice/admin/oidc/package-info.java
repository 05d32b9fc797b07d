/**
 * Logging in at an identity provider by OpenID Connect, and its bearer tokens. {@link
 * dev.sluice.admin.oidc.OidcProvider} is what the access room sees. There is no bean of this room
 * unless the settings name an issuer, and the issuer is not asked for anything before somebody logs
 * in. May import {@code access} and {@code api}.
 */
package dev.sluice.admin.oidc;
