package dev.sluice.standalone.admin;

/** The control plane said no, or nothing; the message is one clear sentence. */
public final class AdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AdminException(String message) {
    super(message);
  }

  AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
