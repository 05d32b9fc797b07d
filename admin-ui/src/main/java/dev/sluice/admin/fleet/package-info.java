/**
 * What gateways report about themselves and their pods, for the overview: kept in memory only,
 * since the next report follows within seconds. Entry type: {@link dev.sluice.admin.fleet.Fleet}.
 * May import {@code usage} for today's totals and the wire records.
 */
package dev.sluice.admin.fleet;
