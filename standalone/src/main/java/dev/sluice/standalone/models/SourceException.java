package dev.sluice.standalone.models;

/** One source could not give the file; the message completes "SOURCE: ...". */
final class SourceException extends Exception {
  private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
