/**
 * The GGUF container, versions 2 and 3: metadata values and where each tensor's bytes lie. Nothing
 * is believed before it is checked against the file's size, so a cut or damaged file gives a {@link
 * dev.sluice.codec.gguf.GgufException} and never more. Entry types: {@link
 * dev.sluice.codec.gguf.GgufFile} to read, {@link dev.sluice.codec.gguf.GgufWriter} to write.
 * Imports nothing of Sluice. It lives beside the tokenizers because both they and the engine's
 * weights read it.
 */
package dev.sluice.codec.gguf;
