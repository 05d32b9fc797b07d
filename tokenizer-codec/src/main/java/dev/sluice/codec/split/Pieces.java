package dev.sluice.codec.split;

import java.util.Arrays;

/** A text cut into adjacent pieces. One instance per encoding; not thread-safe. */
public final class Pieces {
  private char[] text;

  /** Where each piece starts and ends, two numbers a piece. */
  private int[] bounds;

  private int count;
  private final boolean atStart;

  /**
   * One piece, the whole text.
   *
   * @param atStart nothing stands before it in the text that is encoded
   */
  public Pieces(String text, boolean atStart) {
    this.text = text.toCharArray();
    this.atStart = atStart;
    this.bounds = new int[2 * (text.length() / 4 + 4)];
    add(0, this.text.length);
  }

  public int count() {
    return count;
  }

  /** The characters that {@link #start} and {@link #end} point into. */
  public char[] text() {
    return text;
  }

  public int start(int piece) {
    return bounds[2 * piece];
  }

  public int end(int piece) {
    return bounds[2 * piece + 1];
  }

  /** Whether the piece begins where the encoded text begins. */
  boolean isFirst(int piece) {
    return atStart && piece == 0;
  }

  /** Forgets the pieces and answers their bounds, to be replaced by {@link #add}. */
  int[] takeBounds() {
    int[] taken = bounds;
    bounds = new int[Math.max(taken.length, 16)];
    count = 0;
    return taken;
  }

  void replaceText(char[] replacement) {
    text = replacement;
  }

  /** Adds a piece; an empty one is left out. */
  void add(int start, int end) {
    if (start == end) {
      return;
    }
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = start;
    bounds[2 * count + 1] = end;
    count++;
  }

  /** Makes the last piece longer. */
  void extendLast(int end) {
    bounds[2 * count - 1] = end;
  }
}
