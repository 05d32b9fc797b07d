package dev.sluice.engine.compute;

/** What a backend computes on has failed. */
public class BackendFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean lost;

  /**
   * @param lost whether everything later fails too, until the process starts anew
   */
  protected BackendFailureException(String message, boolean lost) {
    super(message);
    this.lost = lost;
  }

  /** Whether nothing will be computed any more in this process. */
  public boolean isLost() {
    return lost;
  }
}
