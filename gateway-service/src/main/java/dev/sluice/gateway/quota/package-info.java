/**
 * How much a key may use and what it used: sliding windows per key of this gateway alone ({@link
 * dev.sluice.gateway.quota.RateLimits}), quotas that hold across gateways and are spent from leases
 * ({@link dev.sluice.gateway.quota.LeasedQuotas}), and the journal of usage events on disk ({@link
 * dev.sluice.gateway.quota.UsageJournal}), which also knows what running requests have used when
 * the process is killed. Holds end exactly once. Imports the contract only.
 */
package dev.sluice.gateway.quota;
