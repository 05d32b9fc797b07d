/**
 * Usage events as gateways post them, and their sums for people. Entry types: {@link
 * dev.sluice.admin.usage.UsageLedger} for single events and {@link
 * dev.sluice.admin.usage.UsageRollups} for sums. May import the api room, the interface of {@code
 * keys} that it implements, and the wire records.
 */
package dev.sluice.admin.usage;
