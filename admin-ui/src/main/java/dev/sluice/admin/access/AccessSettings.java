package dev.sluice.admin.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the access room.
 *
 * @param sessionLifetime after which one has to log in again
 * @param secureCookies whether cookies are for HTTPS only; null decides by each request, which is
 *     wrong behind a proxy that ends TLS
 * @param bcryptStrength logarithm of bcrypt's rounds
 * @param maxFailedLogins wrong passwords for one user from one address within the window
 * @param failedLoginWindow how long wrong passwords are remembered
 */
@ConfigurationProperties("sluice.admin.access")
public record AccessSettings(
    @DefaultValue("12h") Duration sessionLifetime,
    Boolean secureCookies,
    @DefaultValue("12") int bcryptStrength,
    @DefaultValue("5") int maxFailedLogins,
    @DefaultValue("5m") Duration failedLoginWindow) {}
