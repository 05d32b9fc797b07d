/**
 * Decoder-only transformers: what a model is made of ({@link dev.sluice.engine.model.DecoderSpec}),
 * and the one class that runs them ({@link dev.sluice.engine.model.TransformerDecoder}). A family
 * is a short file in {@code family} that reads a model's settings into a spec. {@link
 * dev.sluice.engine.model.ModelInspection} says what can be known of a model without running it.
 * Imports {@code tensor}, {@code compute}, {@code weights}, {@code cache}, and the contract for how
 * people write a rope scaling.
 */
package dev.sluice.engine.model;
