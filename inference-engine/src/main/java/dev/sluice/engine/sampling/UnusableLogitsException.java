package dev.sluice.engine.sampling;

/** A row of logits from which no token can be chosen. */
public final class UnusableLogitsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableLogitsException(String message) {
    super(message);
  }
}
