package dev.sluice.codec.gguf;

/** A file is not a usable GGUF file; the message says what was found and where. */
public final class GgufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GgufException(String message) {
    super(message);
  }

  public GgufException(String message, Throwable cause) {
    super(message, cause);
  }
}
