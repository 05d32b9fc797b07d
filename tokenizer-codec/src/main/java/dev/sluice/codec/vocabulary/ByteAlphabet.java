package dev.sluice.codec.vocabulary;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The reversible alphabet of byte-level BPE (GPT-2's {@code bytes_to_unicode}): every byte has one
 * printable character. Printable Latin-1 stands for itself, the other 68 bytes are numbered from
 * U+0100 on.
 */
public final class ByteAlphabet {
  private static final int FIRST_SHIFTED = 0x100;
  private static final char[] CHARACTER_OF = new char[256];
  private static final short[] BYTE_OF = new short[FIRST_SHIFTED + 68];

  static {
    Arrays.fill(BYTE_OF, (short) -1);
    int shifted = FIRST_SHIFTED;
    for (int b = 0; b < 256; b++) {
      char c = standsForItself(b) ? (char) b : (char) shifted++;
      CHARACTER_OF[b] = c;
      BYTE_OF[c] = (short) b;
    }
  }

  private ByteAlphabet() {}

  private static boolean standsForItself(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }

  /** The character that stands for a byte. */
  public static char characterOf(int unsignedByte) {
    return CHARACTER_OF[unsignedByte];
  }

  /**
   * The bytes a token stands for. A token with a character outside the alphabet (an added token
   * written as plain text) stands for its own UTF-8 bytes, as in Hugging Face's decoder.
   */
  static byte[] bytesOf(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTE_OF[c];
    }
    return bytes;
  }
}
