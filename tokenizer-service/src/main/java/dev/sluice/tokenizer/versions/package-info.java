/**
 * Versions that the service is told to have a tokenizer for, and their life. Entry type: {@link
 * dev.sluice.tokenizer.versions.TokenizerVersions}. May import the {@code catalog} room, the codec,
 * the model store, the contract and the shell.
 */
package dev.sluice.tokenizer.versions;
