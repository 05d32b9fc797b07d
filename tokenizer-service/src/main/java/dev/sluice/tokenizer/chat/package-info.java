/**
 * Conversations to prompts: messages are checked and normalised, the model's chat template renders
 * them, and the text is encoded. Entry type: {@link dev.sluice.tokenizer.chat.ChatPrompts}. May
 * import the {@code text} and {@code catalog} rooms, the codec, the contract and the shell.
 */
package dev.sluice.tokenizer.chat;
