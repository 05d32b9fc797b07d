/**
 * Chooses the next token from a row of logits. Entry type: {@link
 * dev.sluice.engine.sampling.Sampler}. Everything here is plain Java arithmetic in a fixed order,
 * so the same logits, settings and output position give the same token on every machine. Imports
 * only the wire record of the settings.
 */
package dev.sluice.engine.sampling;
