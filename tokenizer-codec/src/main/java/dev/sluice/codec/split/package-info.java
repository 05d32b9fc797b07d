/**
 * Text to words, the part of a tokenizer before its merges: normalising, and cutting by patterns,
 * digits, punctuation and space marks. Exactly what Hugging Face's library does for the definitions
 * that are covered; {@link dev.sluice.codec.split.Unsupported} for the others. Entry types: {@link
 * dev.sluice.codec.split.Splitter} and {@link dev.sluice.codec.split.TextNormalizer}. Imports the
 * byte alphabet of {@code vocabulary} and the JSON tree; never the native library.
 */
package dev.sluice.codec.split;
