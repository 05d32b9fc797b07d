/**
 * Text to ids and back, block hashes, and the threads that do it. Entry types: {@link
 * dev.sluice.tokenizer.text.Encodings} and {@link dev.sluice.tokenizer.text.EncodingLane}. May
 * import the {@code catalog} room, the codec, the contract and the shell.
 */
package dev.sluice.tokenizer.text;
