package dev.sluice.codec;

/**
 * A chat template refused a conversation or could not be evaluated; the message is fit for the
 * client.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean refused;

  /**
   * @param refused the template itself called {@code raise_exception}
   */
  public TemplateException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  public boolean isRefused() {
    return refused;
  }
}
