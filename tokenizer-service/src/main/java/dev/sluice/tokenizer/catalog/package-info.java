/**
 * The loaded tokenizers by served name. Entry type: {@link
 * dev.sluice.tokenizer.catalog.TokenizerCatalog}. May import the codec, the contract, the shell and
 * Jackson.
 */
package dev.sluice.tokenizer.catalog;
