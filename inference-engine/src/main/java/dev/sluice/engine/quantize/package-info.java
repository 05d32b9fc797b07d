/**
 * Blocks of stored weights made from floats: the reverse of the dequantisation in {@code tensor}.
 * The plain formats give exactly ggml's bytes; the K formats search for the factors with the least
 * error. Entry type: {@link dev.sluice.engine.quantize.Quantizer}. Imports {@code tensor}.
 */
package dev.sluice.engine.quantize;
