package dev.sluice.codec.vocabulary;

/**
 * SentencePiece-style vocabularies: tokens are text, and characters without a token come as a run
 * of {@code <0xNN>} byte tokens. As in Hugging Face's decoder, a run that is not UTF-8 becomes one
 * U+FFFD per byte: what was complete before the first bad byte has been given out already and
 * stays, everything from there to the end of the run is replaced.
 */
final class ByteFallbackDecoder extends StreamDecoder {
  private final Utf8Assembler utf8 = new Utf8Assembler();
  private final DecoderRules.LeadingSpace leadingSpace;
  private boolean atStart = true;
  private boolean badRun;

  ByteFallbackDecoder(TokenTable table, DecoderRules.LeadingSpace leadingSpace) {
    super(table);
    this.leadingSpace = leadingSpace;
  }

  @Override
  String direct(int id) {
    boolean plain = !atStart && utf8.pending() == 0 && !table.isByte(id);
    if (plain) {
      badRun = false;
    }
    return plain ? table.wholeText(id) : null;
  }

  @Override
  void append(int id, StringBuilder out) {
    if (table.isByte(id)) {
      appendByte(table.bytes(id)[0], out);
      return;
    }
    flush(out);
    String text = table.wholeText(id);
    out.append(atStart ? withoutLeadingSpace(id, text) : text);
    atStart &= text.isEmpty();
  }

  private void appendByte(byte b, StringBuilder out) {
    if (!badRun && utf8.offer(b, out)) {
      int last = out.length() - 1;
      if (atStart && last >= 0) {
        boolean strip = leadingSpace == DecoderRules.LeadingSpace.STRIP_ONE;
        if (strip && out.charAt(last) == ' ') {
          out.setLength(last);
        }
        atStart = false;
      }
      return;
    }
    atStart = false;
    badRun = true;
    replacePending(out);
    out.append(REPLACEMENT);
  }

  private String withoutLeadingSpace(int id, String text) {
    return switch (leadingSpace) {
      case KEEP -> text;
      case STRIP_ONE -> text.startsWith(" ") ? text.substring(1) : text;
      case STRIP_FIRST_TOKEN -> table.text(id).replace(TokenTable.SPACE_MARK, "");
    };
  }

  private void replacePending(StringBuilder out) {
    out.repeat(REPLACEMENT, utf8.pending());
    utf8.reset();
  }

  @Override
  void flush(StringBuilder out) {
    atStart &= utf8.pending() == 0;
    replacePending(out);
    badRun = false;
  }
}
