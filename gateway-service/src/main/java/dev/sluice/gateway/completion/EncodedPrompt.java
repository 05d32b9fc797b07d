package dev.sluice.gateway.completion;

/**
 * A prompt as ids.
 *
 * @param text to give back for {@code echo}, null when not asked for
 * @param tokenizerDigest which tokenizer made the ids, null when the client sent them
 * @param blockHashes empty when the client sent ids
 */
record EncodedPrompt(int[] ids, String text, String tokenizerDigest, long[] blockHashes) {}
