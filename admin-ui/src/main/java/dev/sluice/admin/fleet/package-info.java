/**
 * What gateways report about themselves and their pods, and what they are told in return, other
 * rooms' {@link dev.sluice.admin.fleet.OrderSource orders} included: kept in memory only, since the
 * next report follows within seconds. Entry type: {@link dev.sluice.admin.fleet.Fleet}. May import
 * {@code api}, {@code audit} for drained pods, {@code usage} for today's totals, and the wire
 * records.
 */
package dev.sluice.admin.fleet;
