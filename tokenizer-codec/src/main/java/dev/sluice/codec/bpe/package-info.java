/**
 * Text to ids: the tokenizer of the codec's interface, built on Hugging Face's Rust library. Entry
 * type: {@link dev.sluice.codec.bpe.BpeTokenizer}. The only room that may import the native
 * library; imports {@code source} and {@code vocabulary}.
 */
package dev.sluice.codec.bpe;
