/**
 * Limits that hold across gateways. {@link dev.sluice.admin.quota.Quotas} tells the life of a
 * policy; {@link dev.sluice.admin.quota.LeaseDesk} hands out slices of its budgets, {@link
 * dev.sluice.admin.quota.UsageCharges} charges what requests used, and {@link
 * dev.sluice.admin.quota.LeaseExpiry} takes back what a lost gateway held. For every budget and
 * every lease: granted = settled + released + expired + what is still out, in integers. May import
 * {@code api}, {@code audit}, {@code snapshot}, {@code identity} and {@code usage}.
 */
package dev.sluice.admin.quota;
