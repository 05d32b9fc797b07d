package dev.sluice.codec.vocabulary;

import dev.sluice.codec.IncrementalDecoder;

/**
 * What both kinds of decoder share: special tokens, and decoding a whole sequence by the very code
 * that decodes a stream, so that the two cannot differ. Not thread-safe.
 */
abstract sealed class StreamDecoder implements IncrementalDecoder
    permits ByteLevelDecoder, ByteFallbackDecoder {
  static final char REPLACEMENT = '\uFFFD';

  final TokenTable table;
  private final StringBuilder buffer = new StringBuilder();

  StreamDecoder(TokenTable table) {
    this.table = table;
  }

  /** Text of an id that can be given out as it is, or null when the state has to be looked at. */
  abstract String direct(int id);

  abstract void append(int id, StringBuilder out);

  abstract void flush(StringBuilder out);

  @Override
  public final String append(int id) {
    if (table.isSpecial(id)) {
      return "";
    }
    String direct = direct(id);
    if (direct != null) {
      return direct;
    }
    buffer.setLength(0);
    append(id, buffer);
    return buffer.toString();
  }

  @Override
  public final String flush() {
    buffer.setLength(0);
    flush(buffer);
    return buffer.toString();
  }

  final String decode(int[] ids, boolean skipSpecial) {
    StringBuilder out = new StringBuilder(ids.length * 4);
    for (int id : ids) {
      if (!(table.isSpecial(id) && skipSpecial)) {
        append(id, out);
      }
    }
    flush(out);
    return out.toString();
  }
}
