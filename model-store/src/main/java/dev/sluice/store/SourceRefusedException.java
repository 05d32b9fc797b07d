package dev.sluice.store;

/** A source that is malformed or not allowed here; nothing was asked of it. */
public final class SourceRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String field;

  /**
   * @param field of {@link dev.sluice.contract.VersionSource} that is at fault
   */
  SourceRefusedException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
