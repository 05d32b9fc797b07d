package dev.sluice.admin.quota;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the quota room.
 *
 * @param leaseLifetime how long a gateway may spend a lease without being heard of
 * @param leaseGrace how much longer its rest stays with it, so that a restarted gateway's journal
 *     arrives first
 * @param sweepInterval how often leases are looked at
 */
@ConfigurationProperties("sluice.admin.quota")
public record QuotaSettings(
    @DefaultValue("120s") Duration leaseLifetime,
    @DefaultValue("30s") Duration leaseGrace,
    @DefaultValue("5s") Duration sweepInterval) {}
