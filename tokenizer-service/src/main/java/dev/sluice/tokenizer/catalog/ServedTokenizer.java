package dev.sluice.tokenizer.catalog;

import dev.sluice.codec.Tokenizer;
import dev.sluice.contract.TokenizerModel;
import java.util.OptionalInt;

/**
 * A model's tokenizer with what its files say around it. Safe for use by any thread.
 *
 * @param contextLength 0 when unknown
 * @param bosText null when the model has none
 * @param eosText null when the model has none
 * @param leadingBos the id that the model's own post-processor puts before every text
 */
public record ServedTokenizer(
    String name,
    Tokenizer tokenizer,
    int contextLength,
    String bosText,
    String eosText,
    OptionalInt leadingBos) {

  /** The same as the gateway sees it. */
  public TokenizerModel describe() {
    return new TokenizerModel(
        name,
        tokenizer.digest(),
        tokenizer.vocabulary().size(),
        contextLength,
        tokenizer.chatTemplate().isPresent(),
        bosText,
        eosText);
  }
}
