package dev.sluice.codec.split;

import java.text.Normalizer;

/**
 * NFC as the library computes it, whose tables are of an older Unicode than the JDK's: combining
 * marks and compositions that are younger mean nothing to it. Such a character ends what is
 * normalised before it and stands for itself.
 */
final class Composition {
  /** Below this every text is its own NFC. */
  private static final char FIRST_COMBINING = 0x300;

  /** First and last of the ranges of younger marks, and of what begins a younger composition. */
  private static final int[] YOUNGER = {
    0x7FD, 0x7FD, 0x897, 0x89F, 0x8CA, 0x8D3, 0x9FE, 0x9FE,
    0xC3C, 0xC3C, 0xD3B, 0xD3C, 0xEBA, 0xEBA, 0x1715, 0x1715,
    0x1ABF, 0x1ACE, 0x1DF6, 0x1DFA, 0xA82C, 0xA82C, 0x105C9, 0x105C9,
    0x105D2, 0x105D2, 0x105DA, 0x105DA, 0x105E4, 0x105E4, 0x10D24, 0x10D27,
    0x10D69, 0x10D6D, 0x10EAB, 0x10EAC, 0x10EFD, 0x10EFF, 0x10F46, 0x10F50,
    0x10F82, 0x10F85, 0x11070, 0x11070, 0x1133B, 0x1133B, 0x11382, 0x11385,
    0x1138B, 0x1138B, 0x1138E, 0x1138E, 0x11390, 0x11391, 0x113C2, 0x113C2,
    0x113C5, 0x113C5, 0x113C7, 0x113C8, 0x113CE, 0x113D0, 0x1145E, 0x1145E,
    0x11839, 0x1183A, 0x11935, 0x11935, 0x11938, 0x11938, 0x1193D, 0x1193E,
    0x11943, 0x11943, 0x119E0, 0x119E0, 0x11A34, 0x11A34, 0x11A47, 0x11A47,
    0x11A99, 0x11A99, 0x11D42, 0x11D42, 0x11D44, 0x11D45, 0x11D97, 0x11D97,
    0x11F41, 0x11F42, 0x1611E, 0x1611E, 0x16121, 0x16129, 0x1612F, 0x1612F,
    0x16D63, 0x16D63, 0x16D67, 0x16D6A, 0x16FF0, 0x16FF1, 0x1E08F, 0x1E08F,
    0x1E130, 0x1E136, 0x1E2AE, 0x1E2AE, 0x1E2EC, 0x1E2EF, 0x1E4EC, 0x1E4EF,
    0x1E5EE, 0x1E5EF
  };

  private Composition() {}

  static String compose(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) < FIRST_COMBINING) {
      i++;
    }
    return i == text.length() ? text : composeAround(text);
  }

  private static String composeAround(String text) {
    StringBuilder out = null;
    int done = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (c >= YOUNGER[0] && isYounger(c)) {
        out = out == null ? new StringBuilder(text.length()) : out;
        out.append(normalize(text.substring(done, at))).appendCodePoint(c);
        done = at + Character.charCount(c);
      }
      at += Character.charCount(c);
    }
    return out == null ? normalize(text) : out.append(normalize(text.substring(done))).toString();
  }

  private static String normalize(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static boolean isYounger(int c) {
    for (int i = 0; i < YOUNGER.length && c >= YOUNGER[i]; i += 2) {
      if (c <= YOUNGER[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
