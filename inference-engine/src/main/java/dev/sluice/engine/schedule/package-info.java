/**
 * Decides which tokens the next forward pass computes. Entry type: {@link
 * dev.sluice.engine.schedule.Scheduler}, which fills a {@link dev.sluice.engine.schedule.StepPlan}
 * from {@link dev.sluice.engine.schedule.Sequence}s. Knows tokens, blocks, priorities and tenants;
 * never a tensor, a text or a client. Imports {@code cache} and {@code sampling}.
 */
package dev.sluice.engine.schedule;
