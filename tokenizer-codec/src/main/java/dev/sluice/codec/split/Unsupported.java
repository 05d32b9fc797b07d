package dev.sluice.codec.split;

/** A definition uses something that only the native library can do; the message says what. */
public final class Unsupported extends Exception {
  private static final long serialVersionUID = 1L;

  public Unsupported(String what) {
    super(what, null, false, false);
  }
}
