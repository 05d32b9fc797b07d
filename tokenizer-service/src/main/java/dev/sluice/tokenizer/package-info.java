/**
 * The tokenizer service: encode, decode, count and render over HTTP. This room starts the process,
 * reads its settings and wires the others; {@link dev.sluice.tokenizer.TokenizerApplication} is the
 * entry. May import every room below it, the codec, the contract and the shell; nothing imports it.
 */
package dev.sluice.tokenizer;
