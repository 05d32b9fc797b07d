package dev.sluice.standalone.measure;

/**
 * A text with a key hidden in it, as ids.
 *
 * @param key the digits
 * @param distance tokens from the start of the sentence with the key to the end of the prompt
 * @param ids the prompt
 * @param answer ids of the key as the model should continue the prompt
 */
record PasskeyPrompt(String key, int distance, int[] ids, int[] answer) {}
