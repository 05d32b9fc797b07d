package dev.sluice.codec.bpe;

/**
 * A token that is found in the text before it is split.
 *
 * @param normalized looked for in the normalised text, written as the normaliser writes it
 * @param leftStrip takes the white space before it
 * @param rightStrip takes the white space after it
 */
record AddedToken(
    int id, String content, boolean normalized, boolean leftStrip, boolean rightStrip) {}
