package dev.sluice.codec.vocabulary;

/**
 * Puts UTF-8 characters together byte by byte, refusing a byte as soon as no character can come of
 * it: the well-formed sequences of Unicode 15, table 3-7. So what has been accepted and not yet
 * completed is always a maximal subpart of a character.
 */
final class Utf8Assembler {
  private int codePoint;
  private int seen;
  private int needed;
  private int lower;
  private int upper;

  /** Bytes of an unfinished character. */
  int pending() {
    return seen;
  }

  void reset() {
    seen = 0;
    needed = 0;
  }

  /**
   * Takes one byte and appends the character that it completes. False when the byte fits neither as
   * a continuation of the unfinished character nor, when there is none, as a start; nothing changes
   * then.
   */
  boolean offer(byte value, StringBuilder out) {
    int b = value & 0xFF;
    if (seen == 0) {
      return start(b, out);
    }
    if (b < lower || b > upper) {
      return false;
    }
    lower = 0x80;
    upper = 0xBF;
    codePoint = codePoint << 6 | b & 0x3F;
    if (++seen == needed) {
      out.appendCodePoint(codePoint);
      reset();
    }
    return true;
  }

  private boolean start(int b, StringBuilder out) {
    if (b < 0x80) {
      out.append((char) b);
      return true;
    }
    if (b < 0xC2 || b > 0xF4) {
      return false;
    }
    needed = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
    codePoint = b & 0xFF >> needed + 1;
    lower = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
    upper = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    seen = 1;
    return true;
  }
}
