package dev.sluice.codec.split;

/** The sets of characters that have a pre-tokenizer of their own. */
final class Characters {
  /** Punctuation of the JDK that is younger than the library's table: first and last of ranges. */
  private static final int[] YOUNGER = {
    0x61D, 0x61D, 0x9FD, 0x9FD, 0xA76, 0xA76, 0xC77, 0xC77,
    0xC84, 0xC84, 0x1B4E, 0x1B4F, 0x1B7D, 0x1B7F, 0x2E43, 0x2E4F,
    0x2E52, 0x2E5D, 0x10D6E, 0x10D6E, 0x10EAD, 0x10EAD, 0x10F55, 0x10F59,
    0x10F86, 0x10F89, 0x113D4, 0x113D5, 0x113D7, 0x113D8, 0x1144B, 0x1144F,
    0x1145A, 0x1145B, 0x1145D, 0x1145D, 0x11660, 0x1166C, 0x116B9, 0x116B9,
    0x1183B, 0x1183B, 0x11944, 0x11946, 0x119E2, 0x119E2, 0x11A3F, 0x11A46,
    0x11A9A, 0x11A9C, 0x11A9E, 0x11AA2, 0x11B00, 0x11B09, 0x11BE1, 0x11BE1,
    0x11C41, 0x11C45, 0x11C70, 0x11C71, 0x11EF7, 0x11EF8, 0x11F43, 0x11F4F,
    0x11FFF, 0x11FFF, 0x12FF1, 0x12FF2, 0x16D6D, 0x16D6F, 0x16E97, 0x16E9A,
    0x16FE2, 0x16FE2, 0x1E5FF, 0x1E5FF, 0x1E95E, 0x1E95F
  };

  /** General category Nd, Nl or No, of the Unicode version of the library's language. */
  static final CodePointSet NUMERIC =
      new CodePointSet(
          c ->
              isNumeric(Character.getType(c))
                  || (c >= 0x11DE0 && c <= 0x11DE9)
                  || (c >= 0x16FF4 && c <= 0x16FF6));

  /** ASCII punctuation and symbols, and general category P of the library's table. */
  static final CodePointSet PUNCTUATION =
      new CodePointSet(c -> c < 0x80 ? isAsciiPunctuation(c) : isPunctuation(c));

  private Characters() {}

  private static boolean isNumeric(int type) {
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isAsciiPunctuation(int c) {
    return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
  }

  private static boolean isPunctuation(int c) {
    boolean punctuation =
        switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.OTHER_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION ->
              true;
          default -> c == 0x166D || c == 0x111C9;
        };
    return punctuation && !isYounger(c);
  }

  private static boolean isYounger(int c) {
    for (int i = 0; i < YOUNGER.length; i += 2) {
      if (c >= YOUNGER[i] && c <= YOUNGER[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
