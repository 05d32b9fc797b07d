/**
 * Ids to text in plain Java: the token table and the decoders that inference pods run in their
 * token loop. Entry types: {@link dev.sluice.codec.vocabulary.TokenTable} and {@link
 * dev.sluice.codec.vocabulary.DecoderRules}. Imports only the codec's interfaces and the JSON tree;
 * never the native library.
 */
package dev.sluice.codec.vocabulary;
