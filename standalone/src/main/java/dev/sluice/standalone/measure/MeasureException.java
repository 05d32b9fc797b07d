package dev.sluice.standalone.measure;

/** What was asked for cannot be run on this decoder; the message says why. */
public final class MeasureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MeasureException(String message) {
    super(message);
  }
}
