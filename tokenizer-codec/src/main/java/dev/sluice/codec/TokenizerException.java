package dev.sluice.codec;

/**
 * A tokenizer file cannot be used, or an id is outside the vocabulary. The message carries the
 * offending value.
 */
public final class TokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TokenizerException(String message) {
    super(message);
  }

  public TokenizerException(String message, Throwable cause) {
    super(message, cause);
  }
}
