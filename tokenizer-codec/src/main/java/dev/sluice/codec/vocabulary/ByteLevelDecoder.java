package dev.sluice.codec.vocabulary;

/** Byte-level BPE: the tokens' bytes are one long UTF-8 stream. */
final class ByteLevelDecoder extends StreamDecoder {
  private final Utf8Assembler utf8 = new Utf8Assembler();

  ByteLevelDecoder(TokenTable table) {
    super(table);
  }

  @Override
  String direct(int id) {
    return utf8.pending() == 0 ? table.wholeText(id) : null;
  }

  @Override
  void append(int id, StringBuilder out) {
    String whole = direct(id);
    if (whole != null) {
      out.append(whole);
      return;
    }
    for (byte b : table.bytes(id)) {
      if (!utf8.offer(b, out)) {
        replaceBefore(b, out);
      }
    }
  }

  /** The unfinished character is lost; the byte itself may still start the next one. */
  private void replaceBefore(byte b, StringBuilder out) {
    boolean lostPart = utf8.pending() > 0;
    out.append(REPLACEMENT);
    utf8.reset();
    if (lostPart && !utf8.offer(b, out)) {
      out.append(REPLACEMENT);
    }
  }

  @Override
  void flush(StringBuilder out) {
    if (utf8.pending() > 0) {
      out.append(REPLACEMENT);
      utf8.reset();
    }
  }
}
