package dev.sluice.gateway.completion;

import dev.sluice.contract.TokenLogprob;
import java.util.List;

/**
 * What a request yields. Order: {@link Started} first, for each choice at most one {@link Echo},
 * any number of {@link Piece} and one {@link Finish}, {@link Totals} last. Choices interleave.
 */
public sealed interface Output {
  /**
   * Admitted and encoded; nothing was generated yet.
   *
   * @param deprecation null unless what answers is deprecated
   */
  record Started(Standing standing, int promptTokens, Deprecation deprecation) implements Output {}

  /**
   * The choice's prompt.
   *
   * @param logprobs one entry per prompt token, empty when not asked for
   */
  record Echo(int choice, String text, List<TokenLogprob> logprobs) implements Output {}

  /**
   * More text of a choice.
   *
   * @param text may be empty while a character or a possible stop string is incomplete
   * @param outputTokens of the choice so far
   */
  record Piece(int choice, String text, int outputTokens, List<TokenLogprob> logprobs)
      implements Output {}

  /**
   * A choice is complete.
   *
   * @param reason {@code stop} or {@code length}
   * @param stopReason the stop string, or the stop token's id as text, or null
   */
  record Finish(int choice, String reason, String stopReason, int outputTokens) implements Output {}

  /** The request is complete. */
  record Totals(int promptTokens, int cachedPromptTokens, int outputTokens) implements Output {}
}
