package dev.sluice.codec.split;

import java.util.Arrays;

/** Writes spaces as space marks, and puts one before the text. */
final class MetaspaceStep implements Step {
  enum Prepend {
    ALWAYS,
    FIRST,
    NEVER
  }

  private final char mark;
  private final Prepend prepend;

  MetaspaceStep(char mark, Prepend prepend) {
    this.mark = mark;
    this.prepend = prepend;
  }

  @Override
  public void apply(Pieces pieces) {
    char[] text = pieces.text();
    int count = pieces.count();
    int[] bounds = pieces.takeBounds();
    char[] out = new char[text.length + count];
    int length = 0;
    for (int i = 0; i < count; i++) {
      int start = length;
      int from = bounds[2 * i];
      if (text[from] != ' ' && text[from] != mark && wanted(pieces.isFirst(i))) {
        out[length++] = mark;
      }
      for (int at = from; at < bounds[2 * i + 1]; at++) {
        out[length++] = text[at] == ' ' ? mark : text[at];
      }
      pieces.add(start, length);
    }
    pieces.replaceText(Arrays.copyOf(out, length));
  }

  private boolean wanted(boolean first) {
    return prepend == Prepend.ALWAYS || (prepend == Prepend.FIRST && first);
  }
}
