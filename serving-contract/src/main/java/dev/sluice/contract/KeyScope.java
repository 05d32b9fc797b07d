package dev.sluice.contract;

import java.util.Locale;

/** What a key may be used for. */
public enum KeyScope {
  CHAT,
  COMPLETIONS,
  /** Tokenize and detokenize. */
  TOKENS,
  /** The list of models. */
  MODELS,
  /** One version by itself, also one without traffic; see {@link ServedVersion}. */
  VERSIONS;

  /** Whether clients' keys may have it; the others are for the control plane's own keys. */
  public boolean isForClients() {
    return this != VERSIONS;
  }

  /** The lower-case name, on the wire and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
