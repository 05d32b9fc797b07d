package dev.sluice.standalone.plot;

/** A chart cannot be written; the message says why and what to do. */
public final class PlotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PlotException(String message) {
    super(message);
  }

  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}
