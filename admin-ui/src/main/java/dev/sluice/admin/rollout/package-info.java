/**
 * Canaries that are judged by figures and by their golden output, and go back by themselves when
 * they disappoint. Entry types: {@link dev.sluice.admin.rollout.CanaryWatch}, which looks, and
 * {@link dev.sluice.admin.rollout.CanaryJudge}, which decides. May import the api, audit, registry,
 * usage and playground rooms, the last for its way to one version through the gateway.
 */
package dev.sluice.admin.rollout;
