package dev.sluice.engine.weights;

/**
 * Stored weights are missing, cut, or of a kind that cannot be read; the message names the tensor.
 */
public final class WeightException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WeightException(String message) {
    super(message);
  }
}
