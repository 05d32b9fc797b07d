/**
 * Text to token ids and back, for every vocabulary kind Sluice serves: byte-level BPE and
 * SentencePiece-style BPE with byte fallback, read from {@code tokenizer.json} or from a GGUF
 * file's metadata; chat templates; incremental decoding. Entry types: {@link
 * dev.sluice.codec.Tokenizers} and {@link dev.sluice.codec.Tokenizer}. No Spring, no engine.
 */
package dev.sluice.codec;
