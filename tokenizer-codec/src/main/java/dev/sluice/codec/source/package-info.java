/**
 * Where tokenizers come from: Hugging Face files and GGUF metadata, both brought to the one form of
 * {@code tokenizer.json} and checked before anything else sees it. Entry types: {@link
 * dev.sluice.codec.source.HuggingFaceSource}, {@link dev.sluice.codec.source.GgufSource} and {@link
 * dev.sluice.codec.source.TokenizerJson}. Imports the codec's exceptions and interfaces, {@code
 * gguf} and {@code vocabulary}; never the native library.
 */
package dev.sluice.codec.source;
