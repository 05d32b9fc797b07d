/**
 * What the pod tells about itself: Prometheus series under vLLM's names, so that existing
 * dashboards and inference-aware load balancers read them, and the info endpoint. Entry types:
 * {@link dev.sluice.inference.metrics.ModelMetrics}. May import the {@code engines} room, the
 * engine's {@code generate} room and the contract.
 */
package dev.sluice.inference.metrics;
