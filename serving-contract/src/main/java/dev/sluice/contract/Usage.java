package dev.sluice.contract;

/**
 * Tokens of one stream.
 *
 * @param cachedPromptTokens how many of the prompt's tokens came from the prefix cache
 * @param queueMicros time between submission and the first step that ran it
 * @param prefillMicros time from there to the first token
 * @param decodeMicros time from the first token to the end
 */
public record Usage(
    int promptTokens,
    int cachedPromptTokens,
    int outputTokens,
    long queueMicros,
    long prefillMicros,
    long decodeMicros) {}
