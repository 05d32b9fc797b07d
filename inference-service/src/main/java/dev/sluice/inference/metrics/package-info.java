/**
 * What the pod tells about itself: Prometheus series under vLLM's names, so that existing
 * dashboards and inference-aware load balancers read them, and the info endpoint. Entry types:
 * {@link dev.sluice.inference.metrics.StreamMetrics} and {@link
 * dev.sluice.inference.metrics.EngineMetrics}. May import the engine's {@code generate} room and
 * the contract.
 */
package dev.sluice.inference.metrics;
