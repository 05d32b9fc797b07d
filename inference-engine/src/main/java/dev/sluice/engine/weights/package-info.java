/**
 * Stored weights by name: where they come from and whether they are whole. Entry type: {@link
 * dev.sluice.engine.weights.WeightStore}. Imports {@code tensor} and the codec's GGUF container.
 */
package dev.sluice.engine.weights;
