package dev.sluice.codec.split;

import dev.sluice.codec.vocabulary.ByteAlphabet;

/** Writes every piece in the alphabet of bytes, one character for each byte of its UTF-8. */
final class ByteLevelStep implements Step {
  private final boolean prefixSpace;

  /**
   * @param prefixSpace a piece that does not begin with white space gets a space
   */
  ByteLevelStep(boolean prefixSpace) {
    this.prefixSpace = prefixSpace;
  }

  /** GPT-2's way to cut. The prefix must be written before it cuts. */
  static Step prefixed() {
    return pieces -> rewrite(pieces, true, false);
  }

  @Override
  public void apply(Pieces pieces) {
    rewrite(pieces, prefixSpace, true);
  }

  private static void rewrite(Pieces pieces, boolean prefixSpace, boolean toBytes) {
    char[] text = pieces.text();
    int count = pieces.count();
    int[] bounds = pieces.takeBounds();
    char[] out = new char[capacity(text, bounds, count, toBytes)];
    int length = 0;
    for (int i = 0; i < count; i++) {
      int start = length;
      int from = bounds[2 * i];
      int to = bounds[2 * i + 1];
      if (prefixSpace && !CodePointSet.isSpace(text[from])) {
        out[length++] = toBytes ? ByteAlphabet.characterOf(' ') : ' ';
      }
      length = toBytes ? write(text, from, to, out, length) : copy(text, from, to, out, length);
      pieces.add(start, length);
    }
    pieces.replaceText(out);
  }

  private static int capacity(char[] text, int[] bounds, int count, boolean toBytes) {
    int bytes = count;
    for (int i = 0; i < count; i++) {
      for (int at = bounds[2 * i]; at < bounds[2 * i + 1]; at++) {
        char c = text[at];
        bytes += c < 0x80 || !toBytes ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return bytes;
  }

  private static int copy(char[] text, int from, int to, char[] out, int length) {
    System.arraycopy(text, from, out, length, to - from);
    return length + to - from;
  }

  private static int write(char[] text, int from, int to, char[] out, int length) {
    int n = length;
    for (int at = from; at < to; at++) {
      int c = text[at];
      if (c < 0x80) {
        out[n++] = ByteAlphabet.characterOf(c);
        continue;
      }
      if (c < 0x800) {
        out[n++] = ByteAlphabet.characterOf(0xC0 | c >> 6);
      } else if (Character.isHighSurrogate((char) c)) {
        c = Character.toCodePoint((char) c, text[++at]);
        out[n++] = ByteAlphabet.characterOf(0xF0 | c >> 18);
        out[n++] = ByteAlphabet.characterOf(0x80 | c >> 12 & 0x3F);
        out[n++] = ByteAlphabet.characterOf(0x80 | c >> 6 & 0x3F);
      } else {
        out[n++] = ByteAlphabet.characterOf(0xE0 | c >> 12);
        out[n++] = ByteAlphabet.characterOf(0x80 | c >> 6 & 0x3F);
      }
      out[n++] = ByteAlphabet.characterOf(0x80 | c & 0x3F);
    }
    return n;
  }
}
