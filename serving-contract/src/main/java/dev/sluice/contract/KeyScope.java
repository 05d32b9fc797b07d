package dev.sluice.contract;

import java.util.Locale;

/** What a key may be used for. */
public enum KeyScope {
  CHAT,
  COMPLETIONS,
  /** Tokenize and detokenize. */
  TOKENS,
  /** The list of models. */
  MODELS;

  /** The lower-case name, on the wire and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
