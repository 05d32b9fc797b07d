/**
 * The public door. {@link dev.sluice.gateway.GatewayApplication} starts it; the other classes here
 * connect rooms that must not know each other: the snapshot feed (upstream to tenant), the pods'
 * loads (upstream to route), usage events and reports (quota, route to upstream).
 */
package dev.sluice.gateway;
