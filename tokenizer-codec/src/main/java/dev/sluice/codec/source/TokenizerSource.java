package dev.sluice.codec.source;

import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer as its files describe it, before it is checked.
 *
 * @param name where it was read, for messages
 * @param definition the content of a {@code tokenizer.json}
 * @param bosText the token that starts a sequence, or null when only {@code bosId} or nothing is
 *     known
 * @param endIds ids that the files declare to end a generation
 * @param endText the end-of-sequence token as text, or null
 * @param paddingText the padding token as text, or null
 * @param chatTemplate Jinja source, or null
 * @param toolTemplate Jinja source for chats with tools, or null when it is the same
 */
public record TokenizerSource(
    String name,
    ObjectNode definition,
    String bosText,
    OptionalInt bosId,
    Set<Integer> endIds,
    String endText,
    String paddingText,
    String chatTemplate,
    String toolTemplate) {}
