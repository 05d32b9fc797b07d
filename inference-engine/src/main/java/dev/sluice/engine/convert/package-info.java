/**
 * Writing a model as a GGUF file with other element types: which type each tensor gets, and the
 * streaming of all of them from one file to the other. Entry type: {@link
 * dev.sluice.engine.convert.ModelConverter}. Imports {@code tensor}, {@code quantize}, {@code
 * weights} and the codec's GGUF container.
 */
package dev.sluice.engine.convert;
