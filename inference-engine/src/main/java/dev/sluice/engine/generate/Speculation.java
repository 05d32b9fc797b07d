package dev.sluice.engine.generate;

/**
 * What guessing tokens ahead came to since the start.
 *
 * @param draftTokens tokens guessed
 * @param acceptedTokens how many of them the model chose as well; each spared a step
 */
public record Speculation(long draftTokens, long acceptedTokens) {
  public static final Speculation NONE = new Speculation(0, 0);
}
