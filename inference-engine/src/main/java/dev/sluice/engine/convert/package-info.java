/**
 * Writing a model as a GGUF file with other element types: which type each tensor gets, and the
 * streaming of all of them from one file to the other. Entry type: {@link
 * dev.sluice.engine.convert.ModelConverter}. Imports {@code tensor}, {@code quantize}, {@code
 * weights}, {@code model} (to open one) and the codec.
 */
package dev.sluice.engine.convert;
